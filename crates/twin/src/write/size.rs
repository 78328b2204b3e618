//! How much of each part of the prompt a model is given: a small one is confused by more.

use domain::PromptSize;

/// Fixed exemplars.
pub(super) const fn backbone(size: PromptSize) -> usize {
    match size {
        PromptSize::Small => 0,
        PromptSize::Large => 80,
    }
}

/// Exemplars found for what is asked.
pub(super) const fn similar(size: PromptSize) -> usize {
    match size {
        PromptSize::Small => 6,
        PromptSize::Large => 20,
    }
}

/// Messages of the talk before what is to be answered.
pub(super) const fn talk(size: PromptSize) -> usize {
    match size {
        PromptSize::Small => 6,
        PromptSize::Large => 20,
    }
}

/// Characters of a message.
pub(super) const fn chars(size: PromptSize) -> usize {
    match size {
        PromptSize::Small => 240,
        PromptSize::Large => 1000,
    }
}
