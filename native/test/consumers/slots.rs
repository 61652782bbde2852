// SPDX-License-Identifier: Apache-2.0
//! Rust with an array of its own atomics over the slots of a table that Java uses meanwhile: see
//! Slots.java. What Rust has counted it tells by firing a slot of Java's as many times.

use std::mem::transmute;
use std::ptr::addr_of_mut;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

const ROUNDS: usize = 1_000_000;
const SHARED: usize = 3; // the slots that both register in; the others are Java's

type Handler = extern "C" fn();

#[repr(C)]
struct Table {
    _private: [u8; 0],
}

#[link(name = "handler_table")]
extern "C" {
    fn ht_slots(table: *mut Table) -> *mut usize;
    fn ht_give_back(table: *mut Table, handler: Handler);
}

#[link(name = "events")]
extern "C" {
    static mut app_events: Table;
}

static RAN: AtomicUsize = AtomicUsize::new(0);
static STOP: AtomicBool = AtomicBool::new(false);

extern "C" fn on_event() {
    RAN.fetch_add(1, Ordering::Relaxed);
}

fn slots() -> &'static [AtomicUsize; 8] {
    unsafe { &*ht_slots(addr_of_mut!(app_events)).cast() }
}

fn handle(index: usize) -> bool {
    let word = slots()[index].load(Ordering::Acquire);
    if word != 0 {
        unsafe { transmute::<usize, Handler>(word)() };
    }
    word != 0
}

/// A thread's rounds: a million, and as many more as it takes until Java has done its own.
fn rounds() {
    let ours = on_event as Handler as usize;
    let (mut registered, mut fired, mut took_ours, mut took_java) = (0, 0, 0, 0);
    handle(3);
    let mut round = 0;
    while round < ROUNDS || !STOP.load(Ordering::Acquire) {
        let put =
            slots()[round % SHARED].compare_exchange(0, ours, Ordering::AcqRel, Ordering::Relaxed);
        registered += put.is_ok() as usize;
        fired += handle(round / 2 % SHARED) as usize;
        let taken = slots()[round / 4 % SHARED].swap(0, Ordering::AcqRel);
        if taken == ours {
            took_ours += 1;
        } else if taken != 0 {
            took_java += 1;
            unsafe { ht_give_back(addr_of_mut!(app_events), transmute(taken)) };
        }
        round += 1;
    }
    let counts = [registered, took_ours, took_java, fired];
    for (index, count) in counts.into_iter().enumerate() {
        (0..count).for_each(|_| assert!(handle(4 + index)));
    }
}

#[no_mangle]
pub extern "C" fn rust_rounds() {
    std::thread::spawn(rounds).join().unwrap();
}

#[no_mangle]
pub extern "C" fn rust_stop() {
    STOP.store(true, Ordering::Release);
}

/// Tells how often on_event has run.
#[no_mangle]
pub extern "C" fn rust_ran() {
    for _ in 0..RAN.load(Ordering::Relaxed) {
        handle(3);
    }
}
