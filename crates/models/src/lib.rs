//! Chat models behind [`domain::ChatModel`]: the only room that talks to providers of models.
//!
//! It must not know prompts, chats, replies, SQL, Telegram or the web. A [`RemoteModel`] asks one
//! model over HTTP; a [`Chain`] asks several, one after another; a [`Ledger`] keeps the budget of an
//! owner's day. Time comes from [`domain::Clock`], chance from the seed of the question.
//!
//! | module | what it holds |
//! |---|---|
//! | `spec` | [`ModelSpec`]: `PROVIDER:MODEL[@URL]`, as the owner writes it |
//! | `provider` | [`Provider`]: where each is, what it speaks, what it can do |
//! | `protocol` | what they speak: one file for each |
//! | `learnt` | [`Lessons`]: what a model turns out not to take, and so is not sent again |
//! | `remote` | [`RemoteModel`]: candidates, calls and repetitions |
//! | `status` | what an error of a provider means |
//! | `http` | [`Http`]: by `outward`, whose are the keys, the proxies and the patience, too |
//! | `text` | what is cut from a model's text |
//! | `ledger` | [`Ledger`], [`Prices`], [`Limits`], [`Spent`]: tokens and money of a day |
//! | `chain` | [`Chain`]: the first model that answers |
//!
//! # One question
//!
//! Chat protocols get [`rules`](domain::Prompt::rules) in the system role, and in one message of the
//! user first the [`backbone`](domain::Prompt::backbone), whose end is marked for the provider's cache
//! where it has marks, then the [`transcript`](domain::Prompt::transcript). What a stranger wrote never
//! stands in the system role. `completion` is for base models, which go on with a text and obey no
//! rules: it gets backbone and transcript alone. The parts are joined as they are.
//!
//! Several candidates come from one call where the provider gives them, otherwise from a first call
//! and then others beside one another, with seeds of their own; those that fail are left out as long
//! as one came. Answers are not streamed: a reply is short, the stops are sent along, the wait for an
//! answer is bounded, and one call with several candidates has no stream that could be stopped early.
//!
//! # Why no client library
//!
//! `genai` (0.7) was read for this. It takes the first choice of an answer only and has no
//! completions; its errors carry the prompt, and it logs answers, where our logs hold no text; it
//! keeps keys as plain strings, and reads answers of any length; and it switches on features of tokio
//! and serde_json for the whole program. What it would save are the five files of `protocol`.
//!
//! # To add a provider
//!
//! A name in [`Provider`] and its row in `provider`: the address, the variable of its key, the
//! protocol, and what it is known to take. One that speaks a protocol of its own needs a file in
//! `protocol` too, with the question, the answer and the bill. Then a test in `tests/it/protocols.rs`
//! with an answer as its documentation shows it, and in `tests/it/errors.rs` for an error that is told
//! in another way.

mod chain;
mod error;
mod http;
mod learnt;
mod ledger;
mod protocol;
mod provider;
mod remote;
mod spec;
mod status;
mod text;

pub use chain::Chain;
pub use error::Error;
pub use http::{Http, NoReply, Reply as HttpReply};
pub use learnt::Lessons;
pub use ledger::{Ledger, Limits, Money, Prices, Spent};
pub use outward::{ApiKey, KeyError, Patience};
pub use provider::Provider;
pub use remote::{Account, RemoteModel};
pub use spec::ModelSpec;
