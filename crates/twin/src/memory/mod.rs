//! What is remembered of a chat.
//!
//! ```text
//! messages ─► Talk (worth it?) ─► facts_prompt ─► a model ─► drawn (read, checked) ─► merge ─► the store
//!                                                                        relevant ◄── facts of the store
//! ```
//!
//! A model proposes, code decides: the talk was written by strangers, so whatever a model answers
//! may be what a stranger told it to. A fact is kept only if the words of its message bear it out
//! and if it would change a later reply; what others say of the owner is not believed, and nothing
//! that is money, a secret, a link or an order is kept at all. What is about the owner only waits for
//! the owner.
//!
//! | module | what it holds |
//! |---|---|
//! | `talk` | the part of a conversation that a memory is drawn from |
//! | `prompt` | what a model is asked |
//! | `answer` | reads what it answers, whatever that is |
//! | `check` | whether what it answers may be remembered |
//! | `times` | days that were named relative to a day, and until when they matter |
//! | `merge` | what is new, the same, or says otherwise than what is remembered |
//! | `relevant` | what of it bears on a conversation |
//! | `summary` | a long talk in short |
//! | `stems` | the words of a text that say something |
//! | `lists` | words of each language |

mod answer;
mod check;
#[cfg(test)]
mod hostile;
mod lists;
mod merge;
mod prompt;
mod relevant;
mod stems;
mod summary;
mod talk;
#[cfg(test)]
mod testing;
mod times;

use domain::{FactKind, MessageId, PeerId, Timestamp};

pub use check::drawn;
pub use merge::{Change, contradicted, merge};
pub use prompt::{facts_prompt, summary_prompt};
pub use relevant::{asked_for, relevant};
pub use summary::summary;
pub use talk::Talk;
pub use times::{Dated, dated};

/// The longest that a fact may be, in characters; what the owner writes as well.
pub const LONGEST_FACT: usize = 200;

/// Something drawn from a talk that may be remembered.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// What kind of thing it tells.
    pub kind: FactKind,
    /// What it says, on one line, with days as dates.
    pub text: String,
    /// The message that it was drawn from.
    pub source: (PeerId, MessageId),
    /// When that was written.
    pub said_at: Timestamp,
    /// From when on it is no longer true.
    pub until: Option<Timestamp>,
    /// How well the message bears it out, 0 to 1.
    pub confidence: f32,
    /// Whether it is about the owner.
    pub about_owner: bool,
}

/// A text on one line, without what is not seen, and without double spaces.
pub fn in_a_line(text: &str) -> String {
    let spaced = text.replace(|c: char| c.is_whitespace() || c.is_control(), " ");
    let cleaned = crate::guard::clean(&spaced);
    cleaned.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as it may stand within a fence, which must be ours alone to end.
fn within_a_fence(text: &str) -> String {
    in_a_line(text).replace("<<", "‹").replace(">>", "›")
}

/// The beginning of a text, at most so many characters.
fn beginning(text: &str, characters: usize) -> &str {
    text.char_indices().nth(characters).map_or(text, |(at, _)| &text[..at])
}
