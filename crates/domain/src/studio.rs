//! The port to whoever makes a voice of recordings: what there is to speak with there, what the plan
//! allows, and the making and deleting of voices.
//!
//! What it is given are recordings of the owner only, after they have agreed: see [`crate::cloned`].

use async_trait::async_trait;

use crate::{MouthError, Timestamp};

/// A model that speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeakingModel {
    /// What it is asked by.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The languages that it speaks, as codes of ISO 639-1, as far as its provider says.
    pub languages: Vec<String>,
    /// The longest text that it takes at once, in characters, if its provider says so.
    pub longest: Option<usize>,
}

/// A voice that there is to speak with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudioVoice {
    /// What it is asked by.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What whoever made it wrote about it.
    pub about: String,
    /// Whether it is the provider's, for everybody: no person made it of recordings.
    pub is_stock: bool,
    /// Whether the provider first wants to see whose voice it is.
    pub unverified: bool,
}

/// What the plan allows, and what of it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoicePlan {
    /// What the plan is called.
    pub name: String,
    /// Characters that may still be spoken in this period.
    pub characters_left: u64,
    /// Characters that there are in a period.
    pub characters: u64,
    /// When the next period begins.
    pub renewed: Option<Timestamp>,
    /// Whether a voice may be made of recordings.
    pub makes_voices: bool,
    /// Voices that were made.
    pub voices: u64,
    /// Voices that there may be.
    pub most_voices: u64,
}

impl VoicePlan {
    /// Whether a voice can be made of recordings now; else what stands against it.
    pub fn check(&self) -> Result<(), NoNewVoice> {
        match () {
            () if !self.makes_voices => Err(NoNewVoice::Plan),
            () if self.voices >= self.most_voices => Err(NoNewVoice::Full),
            () => Ok(()),
        }
    }
}

/// Why a plan makes no voice now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoNewVoice {
    /// It makes none of recordings: take another plan.
    #[error("the plan makes no voices of recordings")]
    Plan,
    /// There are as many as it has room for: delete one, or take another plan.
    #[error("the plan has no room for another voice")]
    Full,
}

/// A voice to be made.
pub struct NewVoice<'a> {
    /// What it is to be called.
    pub name: &'a str,
    /// What is written about it: by this it is found again if the answer is lost.
    pub about: &'a str,
    /// The recordings, each OGG with Opus inside.
    pub recordings: &'a [Vec<u8>],
}

/// A voice that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceMade {
    /// What it is asked by.
    pub id: String,
    /// Whether the provider first wants to see, on its own pages, that it is the owner's.
    pub unverified: bool,
}

/// Somebody who makes voices of recordings, and speaks with them. It waits and tries again by itself,
/// but for what would be done twice.
#[async_trait]
pub trait VoiceStudio: Send + Sync {
    /// The models that speak.
    async fn models(&self) -> Result<Vec<SpeakingModel>, MouthError>;

    /// The voices that there are.
    async fn voices(&self) -> Result<Vec<StudioVoice>, MouthError>;

    /// What the plan allows.
    async fn plan(&self) -> Result<VoicePlan, MouthError>;

    /// Makes a voice. After an error that [passes](MouthError::is_transient) it may have been made all
    /// the same.
    async fn make(&self, voice: &NewVoice<'_>) -> Result<VoiceMade, MouthError>;

    /// Deletes a voice. One that is not there is deleted.
    async fn delete(&self, voice: &str) -> Result<(), MouthError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_says_what_stands_against_a_new_voice() {
        let plan = |makes_voices, voices| VoicePlan {
            name: "starter".to_owned(),
            characters_left: 1,
            characters: 2,
            renewed: None,
            makes_voices,
            voices,
            most_voices: 10,
        };
        assert_eq!(plan(true, 9).check(), Ok(()));
        assert_eq!(plan(false, 9).check(), Err(NoNewVoice::Plan));
        assert_eq!(plan(true, 10).check(), Err(NoNewVoice::Full));
    }
}
