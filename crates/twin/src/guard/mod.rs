//! What must not be said. The rules are code: whatever proposes a reply, the owner's own past or a
//! model, has no say in them.
//!
//! | module | what it holds |
//! |---|---|
//! | [`bounds`] | what the owner keeps to themselves; for both |
//! | `recalled` | rules for what the owner once said: it was true and meant for somebody then |
//! | [`made`] | rules for what a model makes up: only what is supported may be said |
//! | `invisible` | strips what is not seen; for both |
//! | `phrases` | lists of phrases, and whether words hold one; for both |

pub mod bounds;
mod invisible;
pub mod made;
mod phrases;
mod recalled;

pub use invisible::{clean, is_invisible};
pub use made::{Made, Read, Rule, Verdict, check, objections};
pub(crate) use phrases::holds_any;
pub(crate) use recalled::{Candidate, Place, allows, needs_facts, objection, presses_for_fact};

/// Whether words name a secret: a password, a code, a card, a document.
pub(crate) fn names_a_secret(words: &[String]) -> bool {
    holds_any(words, recalled::secrets::SECRETS)
}

/// Whether words speak of money.
pub(crate) fn speaks_of_money(words: &[String]) -> bool {
    recalled::money::is_spoken_of(words)
}

pub(crate) fn words_of(texts: &[String]) -> Vec<String> {
    texts.iter().flat_map(|text| style::language::words(text)).collect()
}
