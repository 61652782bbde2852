// SPDX-License-Identifier: Apache-2.0
//! Rust fires a C function, whose thread fires a Rust handler a thousand times.

use std::ptr::addr_of_mut;
use std::sync::atomic::{AtomicUsize, Ordering};

type Handler = extern "C" fn();

#[repr(C)]
struct Table {
    _private: [u8; 0],
}

#[link(name = "handler_table")]
extern "C" {
    fn ht_register(table: *mut Table, index: usize, handler: Handler) -> bool;
    fn ht_unregister(table: *mut Table, index: usize) -> Option<Handler>;
    fn ht_handle(table: *mut Table, index: usize) -> bool;
}

#[link(name = "events")]
extern "C" {
    static mut app_events: Table;
    fn app_fire();
}

static FIRED: AtomicUsize = AtomicUsize::new(0);

extern "C" fn on_event() {
    FIRED.fetch_add(1, Ordering::Relaxed);
}

extern "C" fn fire() {
    unsafe { app_fire() }
}

fn main() {
    unsafe {
        let table = addr_of_mut!(app_events);
        assert!(ht_register(table, 3, on_event));
        assert!(ht_register(table, 5, fire));
        assert!(ht_handle(table, 5));
        assert!(ht_unregister(table, 3).is_some());
        assert!(!ht_handle(table, 3));
    }
    let fired = FIRED.load(Ordering::Relaxed);
    println!("C fired Rust {} times", fired);
    assert_eq!(fired, 1000);
}
