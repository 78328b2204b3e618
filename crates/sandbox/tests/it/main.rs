//! The sandbox as clients see it: over TCP, by the code of client libraries
//! that were not written for it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

mod bombs;
mod botapi;
mod chat;
mod contacts;
mod control;
mod corpus;
mod exchange;
mod faults;
mod files;
mod garbage;
mod half_open;
mod login;
mod messages;
mod paging;
mod people;
mod persistence;
mod phone;
mod protocol;
mod replay;
mod requests;
