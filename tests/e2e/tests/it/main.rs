//! The promises to users, tried on the built binary.

mod api;
mod backup;
mod bad_input;
mod demo;
mod door;
mod exactly_once;
mod exemplars;
mod import;
mod keys;
mod likeness;
mod login;
mod mcp;
mod memory;
mod model;
mod outage;
mod own_voice;
mod owner;
mod passkey;
mod phone;
mod postgres;
mod saved;
mod start;
mod stopping;
mod strangers;
mod voice;
mod webhooks;
