// SPDX-License-Identifier: Apache-2.0

//! A table in Rust beside Java: a static of the layout of `HT_DEFINE`, whose slots are an array of
//! `AtomicUsize`, as those of the crate handler_table. No binding and no C is needed.
//! java/examples/Rust.java has the command.

use std::mem::transmute;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Mutex;
use std::thread::{spawn, JoinHandle};

const CAPACITY: usize = 8;
const HT_ABI: usize = 0x68746201; // handler_table.h

const FROM_RUST: usize = 0; // Java's handler, which Rust fires
const FROM_JAVA: usize = 1; // Rust's handler, which Java fires
const DOUBLED: usize = 2; // fired by that one, twice

/// A header on a cache line of its own, then the slots: each 0, or the address of a function.
#[repr(C, align(64))]
pub struct Table {
    header: [AtomicUsize; 8],
    slots: [AtomicUsize; CAPACITY],
}

#[allow(clippy::declare_interior_mutable_const)]
const ZERO: AtomicUsize = AtomicUsize::new(0);

#[no_mangle]
#[allow(non_upper_case_globals)]
pub static rust_events: Table = Table {
    header: [
        AtomicUsize::new(CAPACITY),
        AtomicUsize::new(HT_ABI),
        ZERO,
        ZERO,
        ZERO,
        ZERO,
        ZERO,
        ZERO,
    ],
    slots: [ZERO; CAPACITY],
};

fn register(slots: &[AtomicUsize; CAPACITY], index: usize, handler: extern "C" fn()) -> bool {
    // Release, which the crate lacks: so the handler sees what was written before.
    let new = handler as usize;
    slots[index]
        .compare_exchange(0, new, Ordering::AcqRel, Ordering::Relaxed)
        .is_ok()
}

fn handle(slots: &[AtomicUsize; CAPACITY], index: usize) -> bool {
    let word = slots[index].load(Ordering::Acquire);
    if word != 0 {
        // Safety: a slot holds 0 or such a function, and one that is called late does no harm.
        let handler: extern "C" fn() = unsafe { transmute(word) };
        handler();
    }
    word != 0
}

extern "C" fn double() {
    handle(&rust_events.slots, DOUBLED);
    handle(&rust_events.slots, DOUBLED);
}

static THREAD: Mutex<Option<JoinHandle<()>>> = Mutex::new(None);

#[no_mangle]
pub extern "C" fn rust_start() {
    register(&rust_events.slots, FROM_JAVA, double);
    let thread = spawn(|| {
        for _ in 0..100_000 {
            handle(&rust_events.slots, FROM_RUST);
        }
    });
    *THREAD.lock().unwrap() = Some(thread);
}

#[no_mangle]
pub extern "C" fn rust_join() {
    if let Some(thread) = THREAD.lock().unwrap().take() {
        let _ = thread.join();
    }
}
