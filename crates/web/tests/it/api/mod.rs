//! The HTTP API, for programs of two owners on one server.

mod abuse;
mod bots;
mod direct;
mod document;
mod frame;
mod learning;
mod mcp;
mod numbers;
mod owners;
mod rules;
pub(crate) mod stage;
mod twins;
mod v1;
mod webhooks;
