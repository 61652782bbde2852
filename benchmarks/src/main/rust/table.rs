// SPDX-License-Identifier: Apache-2.0

//! A table of atomics as a Rust programmer would write it, to compare with: the contract of the
//! crate handler_table 0.1.2, with the orders that publish what the registering thread wrote. The
//! exported functions are the native methods of the Java class Rust.Table.

use std::ffi::c_void;
use std::mem::transmute;
use std::sync::atomic::{AtomicUsize, Ordering};

type Handler = fn();

struct HandlerTable<const N: usize> {
    handlers: [AtomicUsize; N],
}

impl<const N: usize> HandlerTable<N> {
    const fn new() -> Self {
        Self { handlers: [const { AtomicUsize::new(0) }; N] }
    }

    #[inline]
    fn register_handler(&self, idx: usize, handler: Handler) -> bool {
        idx < N
            && self.handlers[idx]
                .compare_exchange(0, handler as usize, Ordering::AcqRel, Ordering::Relaxed)
                .is_ok()
    }

    #[inline]
    fn unregister_handler(&self, idx: usize) -> Option<Handler> {
        let handler = self.handlers.get(idx)?.swap(0, Ordering::AcqRel);
        // Only register_handler writes other words than 0.
        (handler != 0).then(|| unsafe { transmute::<usize, Handler>(handler) })
    }

    #[inline]
    fn handle(&self, idx: usize) -> bool {
        let Some(slot) = self.handlers.get(idx) else { return false };
        let handler = slot.load(Ordering::Acquire);
        if handler == 0 {
            return false;
        }
        unsafe { transmute::<usize, Handler>(handler)() };
        true
    }
}

// The last slot stays empty.
static TABLE: HandlerTable<{ (1 << 24) + 1 }> = HandlerTable::new();

#[inline(never)]
fn nothing() {}

#[no_mangle]
pub extern "system" fn Java_io_github_handlertable_benchmarks_Rust_00024Table_putNothing(
    _env: *mut c_void, _class: *mut c_void, index: i32,
) {
    TABLE.register_handler(index as usize, nothing);
}

#[no_mangle]
pub extern "system" fn Java_io_github_handlertable_benchmarks_Rust_00024Table_fire(
    _env: *mut c_void, _class: *mut c_void, index: i32, n: i32,
) {
    for _ in 0..n {
        TABLE.handle(index as usize);
    }
}

#[no_mangle]
pub extern "system" fn Java_io_github_handlertable_benchmarks_Rust_00024Table_fireRandom(
    _env: *mut c_void, _class: *mut c_void, size: i32, n: i32, seed: i32,
) -> i32 {
    let mut random = seed as u32;
    for _ in 0..n {
        random ^= random << 13; // xorshift32, as loops.c does
        random ^= random >> 17;
        random ^= random << 5;
        TABLE.handle((random & (size as u32 - 1)) as usize);
    }
    random as i32
}

#[no_mangle]
pub extern "system" fn Java_io_github_handlertable_benchmarks_Rust_00024Table_reregister(
    _env: *mut c_void, _class: *mut c_void, index: i32, n: i32,
) {
    for _ in 0..n {
        TABLE.register_handler(index as usize, nothing);
        TABLE.unregister_handler(index as usize);
    }
}
