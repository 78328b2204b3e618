//! How the owner writes in one chat: what stays the same from reply to reply.

use domain::{PeerId, PromptSize};
use style::{Exemplar, Fit, Learner};

use super::aim::Shapes;
use super::markdown::Signs;
use super::{card, log, size};
use crate::shareable;

/// When so many more answers were learnt, or fewer are left, the owner's manner is looked at anew.
/// Until then the prompt begins with the same bytes.
const STEP: usize = 64;

/// What of a prompt is the same for every reply in a chat, and what replies are measured by. Made in
/// some ten milliseconds, a hundred where a hundred thousand answers were learnt; so keep it.
#[derive(Debug, Clone)]
pub struct Manner {
    pub(super) size: PromptSize,
    pub(super) rules: String,
    pub(super) backbone: String,
    pub(super) shapes: Shapes,
    pub(super) fit: Fit,
    /// Which signs of Markdown are the owner's own.
    pub(super) signs: Signs,
    /// How many exemplars there were.
    learnt: usize,
}

impl Manner {
    /// As it is now, for a model that can take so much.
    pub fn new(learner: &Learner, chat: PeerId, size: PromptSize) -> Self {
        Self {
            size,
            rules: card::rules(learner, chat),
            backbone: backbone(learner, chat, size),
            shapes: Shapes::of(learner, chat),
            fit: learner.fit(),
            signs: Signs::of(learner),
            learnt: learner.exemplar_count(),
        }
    }

    /// Whether enough was learnt since to look at it anew.
    pub fn is_stale(&self, learner: &Learner) -> bool {
        self.learnt.abs_diff(learner.exemplar_count()) >= STEP
    }
}

/// Exemplars of this chat, or of all where it has too few, evenly over all that was learnt, in the
/// order of time.
fn backbone(learner: &Learner, chat: PeerId, size: PromptSize) -> String {
    let count = size::backbone(size);
    let mut log = String::new();
    if count == 0 {
        return log;
    }
    let mut all: Vec<&Exemplar> = learner.recall().of_chat(chat).collect();
    if all.len() < count {
        let exemplars = learner.recall().exemplars();
        all = exemplars.filter(|exemplar| shareable(exemplar, chat, learner)).collect();
    }
    all.sort_by_key(|exemplar| (exemplar.answered_at, exemplar.chat, exemplar.answer_id));
    let count = count.min(all.len());
    for exemplar in (0..count).map(|place| all[place * all.len() / count]) {
        log::example(&mut log, exemplar, size::chars(size));
    }
    log
}
