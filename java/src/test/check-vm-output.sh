#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fails when a test JVM has warned, of JNI too, which -Xcheck:jni only prints. LOG.log must be there,
# and is read with all LOG*.log:  check-vm-output.sh LOG
set -eu
exec >&2
[ -s "$1.log" ] || { echo "the test JVM has written no $1.log"; exit 1; }
status=0
grep -E '^WARNING|^FATAL|VM warning: |CodeCache is full' "$1"*.log || status=$?
[ $status = 1 ] || { echo "the test JVM warns, or grep can't read its output"; exit 1; }
