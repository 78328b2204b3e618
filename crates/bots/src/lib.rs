//! Telegram's bots over the Bot API (<https://core.telegram.org/bots/api>): the only crate that knows it.
//!
//! [`BotApi`] implements [`domain::BotConnector`]; what it hands out is a [`domain::Messenger`] like that
//! of a person's account. It must not know replies, modes, twins, SQL or the web.
//!
//! | module | what it holds |
//! |---|---|
//! | `token` | [`Token`]: what a token looks like; shown to nobody |
//! | `address` | [`Address`]: where the Bot API is, Telegram's or one's own |
//! | `api` | one call: its answer, bounded and in time, or its error |
//! | `error` | what an error means for a message, and for who checks a token |
//! | `objects` | what of the API's objects is read |
//! | `message` | from a message to the domain's |
//! | `poll` | what comes, by long polling: confirmed once it is stored, and made anew after faults |
//! | `hooks` | the same, brought by Telegram to an address of this server |
//! | `known` | names and files that a bot has met |
//! | `messenger` | requests of a connected bot, in its own name and in those of people who have connected it |
//! | `connector` | the port: checking tokens, connecting, names; and that no bot is asked for twice |
//!
//! **A message is sent once at most.** The Bot API has no random ids: of two requests it makes two
//! messages. What certainly was not sent (no connection, told to wait, refused) may be tried again; where
//! an answer is lost [`domain::MessengerError::Lost`] says that the message may be there.
//!
//! **Nothing that came is lost** within the day for which Telegram keeps it: an update is confirmed, which
//! makes Telegram forget it, by asking for what follows it, and that is asked only once all before it is
//! stored and the disk has it.
//!
//! **Why not frankenstein**, which is well kept and knows every method: its client's `Debug` and the texts
//! of its errors hold the address, and so the token; whether a request has left, on which it rests
//! whether a message may be sent again, it does not tell; and its `Update` is an enum of the kinds that it
//! knows, so that one update of another kind makes a whole batch unreadable, for ever, because what
//! cannot be read cannot be confirmed.
//!
//! To call another method: a function in `messenger`, by `Api::call` if it only asks or may be repeated;
//! what makes a message maps its error by `Failure::of_message`. To read another update: its name in
//! `poll::WANTED`, and its arm in `message::event`.

mod address;
mod api;
mod connector;
mod error;
mod hooks;
mod known;
mod message;
mod messenger;
mod objects;
mod poll;
mod token;

pub use address::{Address, BadAddress};
pub use connector::{BotApi, Error};
pub use token::Token;
