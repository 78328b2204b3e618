//! What must not be said of what a model made up, one file for each rule, in Russian and English.
//!
//! The model is taken to be hijacked: what it read may have told it to say anything. So a rule looks
//! at the reply, at what stands in this very chat and at what the owner knows to be true, and never
//! at what the model says about itself. What is not supported is not said:
//!
//! * a rule **refuses** what can never be meant, as words of another chat, and
//! * **asks the owner** where the reply may well be right but only the owner can know, as a date.
//!
//! A guard cannot read minds: whoever knows a secret can put it into plain words. Therefore what is
//! secret does not reach the model in the first place (see [`shareable`](crate::shareable())); the
//! guard is the second lock.
//!
//! **To add a rule**: a file here with one `pub(super) fn object(&Reply) -> Option<Outcome>`, its
//! words in Russian and English and its tests; a variant of [`Rule`]; and a line in [`RULES`], those
//! that refuse before those that ask. Rules see texts folded (`fold`): lower case, look-alike
//! letters and digits as what they look like, nothing invisible.

mod assistant;
mod commitments;
mod consent_words;
mod directions;
pub(super) mod disguise;
mod elsewhere;
mod empty;
mod facts;
mod figures;
pub(super) mod fold;
mod hints;
mod hurts;
mod identity;
mod invisible;
mod language;
mod left;
mod length;
mod links;
mod markup;
mod money;
mod names;
mod narration;
mod never_said;
mod prompt;
mod read;
mod repetition;
mod reply;
mod secrets;
#[cfg(test)]
mod testing;
mod whereabouts;

use serde::{Deserialize, Serialize};
use style::Learner;

pub use read::Read;

use crate::compose::Conversation;
use reply::Reply;

/// A reply that a model made, and all that it may rest on.
#[derive(Debug, Clone, Copy)]
pub struct Made<'a> {
    /// What is answered: the messages of this chat that the model has seen, and no others.
    pub conversation: &'a Conversation<'a>,
    /// What would be sent, in order, each cleaned by [`clean`](super::clean). What is not cleaned is
    /// refused.
    pub bubbles: &'a [String],
    /// What is known to be true and may be said here: the memory of this chat, and what the owner
    /// has marked as general. Never what is private or of another chat.
    pub supported: &'a [&'a str],
    /// What is known and must not be said here: private memory, and that of other chats. Only to tell
    /// its words; it never reaches the model.
    pub private: &'a [&'a str],
    /// Everything that the model has read for this reply, if it keeps nothing from one call to the
    /// next: then a word of other chats that is not in there is the model's own, and no leak. `None`
    /// takes it for a model that may know all: any word of one or two other chats is refused, which
    /// also refuses many a good reply.
    pub read: Option<&'a Read<'a>>,
    /// What of the prompt must not come out of it: rules, card, fences.
    pub instructions: &'a [&'a str],
    /// What was learnt of the owner.
    pub learner: &'a Learner,
}

/// What becomes of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", content = "rule", rename_all = "snake_case")]
pub enum Verdict {
    /// It may be sent.
    Allow,
    /// It must not be sent, whoever is asked.
    Refuse(Rule),
    /// It may be sent if the owner says so: it rests on what only the owner can know.
    AskOwner(Rule),
}

/// Why a reply is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// There is nothing to send.
    Empty,
    /// It holds what is not seen, or heaps of accents.
    Invisible,
    /// It holds what the owner never wants said.
    NeverSaid,
    /// It is written for a program or a page: code, tags, lists, calls of tools.
    Markup,
    /// It is longer than the owner ever writes.
    Length,
    /// It repeats what was just said, or itself.
    Repetition,
    /// It is in other letters or another language than the owner writes here.
    Language,
    /// It leads to somewhere that nobody in this chat has named.
    Links,
    /// It holds a code, a password, a key, the number of a card or a document.
    Secrets,
    /// It tells the prompt, or speaks of it.
    Prompt,
    /// It narrates, or speaks for somebody else.
    Narration,
    /// It says what assistants say.
    Assistant,
    /// It says what is known from other chats only.
    Elsewhere,
    /// It touches what the owner keeps to themselves, or answers what does.
    LeftToOwner,
    /// Who or what is writing is the question.
    Identity,
    /// It names somebody or a place that nobody in this chat has named.
    Names,
    /// It promises, permits, consents or reports what is done.
    Commitments,
    /// It insults, frightens, breaks off, or tells what others are said to have said.
    Hurts,
    /// It speaks of money.
    Money,
    /// It tells where the owner is or goes.
    Whereabouts,
    /// It tells a time, a date, a sum or another number.
    Figures,
    /// It answers what only the owner knows.
    Facts,
}

/// What an objection leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Refuse,
    AskOwner,
}

/// Looks at a reply and says whether it objects.
type Object = fn(&Reply<'_>) -> Option<Outcome>;

/// The first objection counts, so those that refuse stand before those that ask.
const RULES: [(Rule, Object); 25] = [
    (Rule::Empty, empty::object),
    (Rule::Invisible, invisible::object),
    (Rule::NeverSaid, never_said::object),
    (Rule::Markup, markup::object),
    (Rule::Length, length::object),
    (Rule::Repetition, repetition::object),
    (Rule::Language, language::object),
    (Rule::Links, links::object),
    (Rule::Links, directions::refuse),
    (Rule::Secrets, secrets::object),
    (Rule::Prompt, prompt::object),
    (Rule::Narration, narration::object),
    (Rule::Assistant, assistant::object),
    (Rule::Elsewhere, elsewhere::object),
    (Rule::LeftToOwner, left::object),
    (Rule::Identity, identity::object),
    (Rule::Links, directions::ask),
    (Rule::Secrets, hints::object),
    (Rule::Names, names::object),
    (Rule::Commitments, commitments::object),
    (Rule::Hurts, hurts::object),
    (Rule::Money, money::object),
    (Rule::Whereabouts, whereabouts::object),
    (Rule::Figures, figures::object),
    (Rule::Facts, facts::object),
];

/// What becomes of a reply: refused if any rule refuses it, else asked about if any asks. The same
/// reply gets the same verdict. Takes about half a millisecond.
pub fn check(made: &Made<'_>) -> Verdict {
    let objections = objections(made);
    let refused = objections.iter().find(|verdict| matches!(verdict, Verdict::Refuse(_)));
    refused.or(objections.first()).copied().unwrap_or(Verdict::Allow)
}

/// What every rule that objects to a reply says, in the order of the rules; nothing if it is
/// allowed. To show and to count.
pub fn objections(made: &Made<'_>) -> Vec<Verdict> {
    let reply = Reply::new(*made);
    let objects = |(rule, object): &(Rule, Object)| {
        object(&reply).map(|outcome| match outcome {
            Outcome::Refuse => Verdict::Refuse(*rule),
            Outcome::AskOwner => Verdict::AskOwner(*rule),
        })
    };
    RULES.iter().filter_map(objects).collect()
}
