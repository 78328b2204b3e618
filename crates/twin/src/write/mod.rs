//! A reply that a model writes: what it is asked, and what of its answers is worth sending.
//!
//! ```text
//! Manner (rules, backbone: the same for every reply in a chat)
//!    └─► Request (exemplars, memory, conversation) ─► the model
//!          ─► choose (strip, lay out, rank, guard) ─► Composition
//! ```
//!
//! | module | what it holds |
//! |---|---|
//! | `manner` | what stays the same from reply to reply in a chat |
//! | `prompt` | the question that a model is asked |
//! | `size` | how much of each part of the prompt a model is given |
//! | `card` | the rules, and how the owner writes, for the system role |
//! | `log` | talk as the model reads it, fenced by its form |
//! | `strip` | messages out of what a model wrote |
//! | `markdown` | signs of Markdown, which models write and people do not |
//! | `aim` | the shape that the reply is to have: one of the owner's |
//! | `layout` | messages brought into that shape |
//! | `drafts` | what a model wrote as replies, best first |
//! | `choose` | the guard's word, and the choice |
//!
//! A transcript to be continued makes a model write more like the owner than an instruction to
//! imitate, and examples found for the question more than fixed ones; so the prompt is a log of talk
//! that ends where the owner is about to write. The model decides nothing: it is asked for several
//! candidates, and which of them is like the owner, and may be sent, is decided here.

mod aim;
mod card;
mod choose;
mod drafts;
mod layout;
mod log;
mod looks;
mod manner;
mod markdown;
mod prompt;
mod size;
mod strip;

pub use choose::{Weighed, choose, objections_to, pick, weigh};
pub use drafts::{Draft, drafts};
pub use manner::Manner;
pub use prompt::{Known, Request, Wish};
