//! One page or endpoint, one file.

pub(crate) mod account;
pub(crate) mod accounts;
pub(crate) mod bot;
pub(crate) mod bot_new;
pub(crate) mod bots;
pub(crate) mod chat;
pub(crate) mod confirm;
pub(crate) mod demo;
pub(crate) mod events;
pub(crate) mod explained;
pub(crate) mod fact;
pub(crate) mod health;
pub(crate) mod history;
pub(crate) mod home;
pub(crate) mod import;
pub(crate) mod inbox;
pub(crate) mod join;
pub(crate) mod language;
pub(crate) mod login;
pub(crate) mod me;
pub(crate) mod memory;
pub(crate) mod mode;
pub(crate) mod model;
pub(crate) mod pace;
pub(crate) mod passkey;
pub(crate) mod past;
pub(crate) mod pause;
pub(crate) mod people;
pub(crate) mod questions;
pub(crate) mod remove;
pub(crate) mod rules;
pub(crate) mod set_up;
pub(crate) mod settings;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
pub(crate) mod sound;
pub(crate) mod start;
pub(crate) mod statistics;
pub(crate) mod theme;
pub(crate) mod try_out;
pub(crate) mod twin;
pub(crate) mod voice;
pub(crate) mod voices;

use std::str::FromStr;

use domain::PeerId;

use crate::error::Error;

/// An identifier out of an address; what cannot be one names nothing.
fn parse<T: FromStr>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::NotFound)
}

fn parse_peer(text: &str) -> Result<PeerId, Error> {
    parse(text).map(PeerId)
}
