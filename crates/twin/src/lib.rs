//! How a reply is composed: from a conversation and what was learnt of the owner to the messages to
//! send, or to silence with its reason.
//!
//! There are two ways. **Recall mode** answers with what the owner has really written in such a place,
//! or stays silent. It needs no model, costs nothing, leaks nothing and invents nothing. Precision
//! comes first: a silence costs the owner a moment, a wrong answer costs trust. Or a model **writes**:
//! this crate draws up what it is asked and chooses among its answers; who asks it is the caller.
//!
//! This crate must not know a model, a database, Telegram, a clock or a web page. It talks to `style` for
//! what was learnt; text for people (why the twin is silent) is made by whoever shows it.
//!
//! | module | what it holds |
//! |---|---|
//! | [`compose()`] | the way from a conversation to a [`Composition`] |
//! | [`mod@write`] | a reply that a model writes: what it is asked, what of its answers is sent |
//! | [`Ranker`] | which of several replies the owner would give |
//! | [`compare`] | what the twin wrote, or would have, beside what the owner said |
//! | [`Always`] | an answer to whatever is asked, to measure by |
//! | [`measure`] | how like its owner the twin writes |
//! | [`memory`] | what is remembered of a chat: drawn by a model, checked by code, chosen for a reply |
//! | `heard` | what was said, as texts |
//! | `burst` | what is to be answered, and what came before |
//! | `newest` | the newest replies, drawn as the owner writes at present |
//! | `adapt` | a past answer cut to what still holds |
//! | [`guard`] | what must not be said, one file for each rule |
//! | [`shareable()`] | what of other chats a model may see |
//!
//! **To add a guard rule** for what was once said: a file in `guard::recalled` with one
//! `pub(super) fn refuses(&Candidate) -> bool` and its tests, and a line in its `RULES`. A rule sees
//! the question, the answer and where it was learnt; it says no, never what to say instead. For what
//! a model makes up: see [`guard::made`].
//!
//! **To add a language**: its words in the lists of the rules in `guard` (each list names its
//! languages), after the language itself was added to `style`.

mod adapt;
mod always;
mod burst;
pub mod compare;
mod compose;
pub mod guard;
mod heard;
pub mod measure;
pub mod memory;
mod newest;
mod rank;
mod shareable;
pub mod write;

pub use always::Always;
pub use compose::{Composition, Conversation, Recalled, SilenceReason, compose, compose_from};
pub use rank::Ranker;
pub use shareable::{shareable, shareable_text};
