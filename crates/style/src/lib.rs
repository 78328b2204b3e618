//! How a person writes: what an export holds, turns, exemplars, recall and rhythm. Pure
//! computation.
//!
//! This crate must not know tokio, a clock, a database, Telegram's protocol or any language model.
//! Time comes with the messages, randomness as a seed; the same messages give the same answers.
//!
//! | module | what it holds |
//! |---|---|
//! | [`export`] | reads `result.json` of Telegram Desktop as a stream |
//! | [`mask`] | takes links, addresses and numbers out of texts |
//! | [`language`] | words, stems and everyday phrases of each language |
//! | [`turn`] | consecutive messages of one author |
//! | [`exemplar`] | what was asked, and what the owner answered |
//! | [`recall`] | the exemplars nearest to what is asked now |
//! | [`vocabulary`] | in how many chats each word is said |
//! | [`likeness`] | how much a text reads like the owner's |
//! | [`profile`] | how the owner writes, in figures |
//! | [`portrait`] | the same, with what it is drawn by, to be looked at |
//! | [`relation`] | what a contact is to the owner |
//! | [`rhythm`] | how fast the owner answers and types |
//! | [`present`] | which past replies are like what the owner writes now |
//! | [`fit`] | how well a reply fits what it answers |
//! | [`fidelity`] | how like its owner a twin writes |
//! | [`holdout`] | holds out the owner's last part, to measure by |
//! | `shrink` | how far to trust a contact's own figures |
//! | `habit`, `histogram` | distributions in a few hundred bytes |
//! | `counts` | counts at a million places, small for whoever has said little |
//! | [`address`] | whether somebody is addressed as a friend or politely |
//! | `corrections` | what the owner says of it |
//! | [`search`] | what is looked for in messages, and whether a text has it |
//! | [`learner`] | learns all of this from messages, one by one |
//!
//! **To add a language**: a module beside [`language`]'s `ru` and `en` with its stemmer, its
//! function words and its everyday phrases, and a line in `language::ALL`; the words that tell how
//! people stand to each other, and what assistants say, likewise in `language::terms`. Everything
//! else counts words and characters and needs no change; an unlisted language works, without stems.
//!
//! **To learn one more habit**: a module of its own with an `observe` that is called from
//! [`Learner::observe`], and an accessor beside [`Learner::rhythm`].

pub mod address;
mod corrections;
mod counts;
pub mod exemplar;
pub mod export;
pub mod fidelity;
pub mod fit;
#[doc(hidden)]
pub mod fuzz;
mod habit;
mod histogram;
pub mod holdout;
pub mod language;
pub mod learner;
pub mod likeness;
pub mod mask;
pub mod portrait;
pub mod present;
pub mod profile;
pub mod recall;
pub mod relation;
pub mod rhythm;
pub mod search;
mod shrink;
pub mod turn;
pub mod vocabulary;

pub use jiff::tz::TimeZone;

pub use address::Address;
pub use corrections::Corrections;
pub use exemplar::{Exemplar, Lines};
pub use fit::{Asked, Fit};
pub use learner::Learner;
pub use likeness::LikenessModel;
pub use portrait::{Addressee, Portrait};
pub use profile::Profile;
pub use recall::{Hit, Query, RecallIndex};
pub use rhythm::{Moment, PaceBounds, Plan, Rhythm};
pub use vocabulary::{Spread, Vocabulary};
