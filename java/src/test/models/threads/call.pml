/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A call of a stub. Plants:
 *   STUB_ATTACHES      the foreign stub is entered without a look whether the JVM knows the thread
 *   TRUSTS_STUBS       the look is left out for threads that we attached
 *   ATTACHES_ANYWAY    a thread is attached though the key could not be set
 *   NOT_EXITING        after ht_thread_leave the thread is attached again
 */

/* ht_vm_knows_thread, as the way into the foreign stub asks */
#if defined(STUB_ATTACHES)
#define KNOWS_THREAD(t, c) true
#elif defined(TRUSTS_STUBS)
#define KNOWS_THREAD(t, c) (attached_by_stub[AT(t, c)] || attached[t] != NO)
#else
#define KNOWS_THREAD(t, c) (attached[t] != NO)
#endif
#ifdef NOT_EXITING
#define REFUSED(t, c) false
#else
#define REFUSED(t, c) exiting[AT(t, c)]
#endif
#ifdef ATTACHES_ANYWAY
#define USES_KEY(t, c) true
#else
#define USES_KEY(t, c) using_key[AT(t, c)]
#endif

inline into_java(t, c) {
  if :: gone -> goto over :: else fi;                        /* waits in the JVM until the process has ended */
  assert(!child && attached[t] != NO);
#if COPIES == 1                                              /* else another copy may have attached it */
  assert(!exiting[AT(t, c)] || attached[t] == BY_OTHER)
#endif
}
/* ht_thread_attach; the JVM may refuse. */
inline attach(t, c, ok) {
  ok = false;
  if
  :: REFUSED(t, c)
  :: else ->
       if
       :: using_key[AT(t, c)]
       :: !using_key[AT(t, c)] -> using_key[AT(t, c)] = true; armed = true  /* pthread_setspecific */
#if defined(AS_NO_MEMORY)
       :: !using_key[AT(t, c)]                                   /* its ENOMEM */
#endif
       fi;
       if
       :: USES_KEY(t, c) ->
            if :: gone -> goto over :: else fi;
            assert(!child);
            if
            :: attached[t] = BY_STUB_CALL; attached_by_stub[AT(t, c)] = true; ok = true
            :: skip                                          /* JNI_ERR */
            fi
       :: else
       fi
  fi
}
/* upcall_foreign, upcall_jni, call_gate, ht_thread_env, ht_thread_allow_foreign */
inline fire(t, c, ok) {
  if
  :: foreign && foreign_allowed[AT(t, c)] && running && KNOWS_THREAD(t, c) ->
       into_java(t, c)
  :: else ->
       if
       :: !running
       :: else ->
            ok = true;
            if :: attached[t] == NO -> attach(t, c, ok) :: else fi;
            if
            :: ok ->
                 into_java(t, c);
                 if :: !exiting[AT(t, c)] -> foreign_allowed[AT(t, c)] = true :: else fi
            :: else
            fi
       fi
  fi;
  ok = false
}
