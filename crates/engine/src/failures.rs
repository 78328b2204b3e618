//! Counts what models, ears and mouths were asked in vain, for the page of numbers.

use std::ops::AddAssign;

use domain::{Failing, Helper, Meter, ModelError};
use tracing::error;

use crate::{Inner, NotHeard, NotSpoken};

/// How often somebody was asked in vain.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InVain {
    /// Models, to write.
    pub models: u64,
    /// Ears, to hear.
    pub ears: u64,
    /// Mouths, to speak.
    pub mouths: u64,
}

impl InVain {
    /// All of them together.
    pub fn total(&self) -> u64 {
        self.models + self.ears + self.mouths
    }

    pub(crate) fn add(&mut self, helper: Helper, times: u64) {
        *match helper {
            Helper::Model => &mut self.models,
            Helper::Ear => &mut self.ears,
            Helper::Mouth => &mut self.mouths,
        } += times;
    }
}

impl AddAssign for InVain {
    fn add_assign(&mut self, other: Self) {
        self.models += other.models;
        self.ears += other.ears;
        self.mouths += other.mouths;
    }
}

/// Counts the models that were asked in vain for one question: those of a chain behind which another answered, too.
pub(crate) async fn of_models(inner: &Inner, meter: &Meter, error: Option<&ModelError>) {
    let mut failed = meter.take_failed();
    // A chain has noted what it tells of.
    if failed.is_empty() {
        failed.extend(error.and_then(ModelError::failing));
    }
    count(inner, Helper::Model, &failed).await;
}

/// Counts that a reply, or a try, was not spoken.
pub(crate) async fn of_mouth(inner: &Inner, why: NotSpoken) {
    count(inner, Helper::Mouth, why.failing().as_slice()).await;
}

/// Counts that what its owner tried an ear with was not heard.
pub(crate) async fn of_ear(inner: &Inner, why: NotHeard) {
    count(inner, Helper::Ear, &[why.failing()]).await;
}

/// Where that cannot be stored, nobody waits for it: it is a number less.
async fn count(inner: &Inner, helper: Helper, failed: &[Failing]) {
    if failed.is_empty() {
        return;
    }
    let counted = async {
        let mut tx = inner.store.begin(inner.owner).await?;
        for why in failed {
            tx.note_failure(inner.clock.now(), helper, *why).await?;
        }
        tx.commit().await
    };
    if let Err(error) = counted.await {
        let error = &error as &(dyn std::error::Error + 'static);
        error!(error, "what was asked in vain could not be counted");
    }
}

impl NotHeard {
    /// As what it is counted.
    pub(crate) fn failing(self) -> Failing {
        match self {
            Self::Unreachable => Failing::Unreachable,
            Self::Key => Failing::Key,
            Self::Busy => Failing::Limit,
            Self::Money => Failing::Money,
            Self::Gone
            | Self::TooLong
            | Self::UnknownModel
            | Self::Premium
            | Self::NotAMessage
            | Self::Unintelligible
            | Self::NotSound
            | Self::NotAllowed
            | Self::Refused => Failing::Other,
        }
    }
}

impl NotSpoken {
    /// As what it is counted; `None` where no mouth failed.
    pub(crate) fn failing(self) -> Option<Failing> {
        Some(match self {
            // The reply is none for a voice, or the other side wants none.
            Self::TooLong | Self::Nothing | Self::NotTaken => return None,
            Self::Unreachable | Self::TimedOut => Failing::Unreachable,
            Self::NotSound => Failing::Answer,
            Self::Key => Failing::Key,
            Self::Busy => Failing::Limit,
            Self::Money => Failing::Money,
            Self::Unknown | Self::Plan | Self::NotAllowed | Self::Refused => Failing::Other,
        })
    }
}
