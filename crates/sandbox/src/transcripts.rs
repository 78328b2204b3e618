//! What is said in voice notes and round videos, as the operator decides, and how often an account without
//! Premium may ask for it. None of it survives a restart.
//!
//! Knows nothing of TL types and clocks.

use std::collections::{HashMap, HashSet};

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use crate::state::files::FileId;
use crate::state::{MessageId, Peer, UserId};

/// How long a trial lasts, in seconds.
const WEEK: i32 = 7 * 24 * 3_600;

/// What accounts without Premium may have transcribed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TranscriptionSettings {
    /// How many messages a week, before `PREMIUM_ACCOUNT_REQUIRED`.
    pub weekly: i32,
    /// How long one may be, in seconds, before `MSG_VOICE_TOO_LONG`.
    pub longest: i32,
}

impl Default for TranscriptionSettings {
    /// As on Telegram in 2026.
    fn default() -> Self {
        Self { weekly: 2, longest: 300 }
    }
}

/// What is said in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Transcript {
    /// The words; empty if nobody speaks.
    pub text: String,
    /// Whether more is to come: whoever asks is told that it is not all.
    pub pending: bool,
    /// Whether the first who asks for a message is told to wait, and gets the words by an update.
    pub by_update: bool,
    /// Whether nothing can be made of it: `TRANSCRIPTION_FAILED`.
    pub fails: bool,
}

/// A message whose words somebody asked for, as they see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Wanted {
    pub(crate) by: UserId,
    pub(crate) peer: Peer,
    pub(crate) message: MessageId,
}

/// What is left of somebody's trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Trial {
    pub(crate) left: i32,
    /// When it begins anew; Unix seconds.
    pub(crate) until: i32,
}

/// What whoever asks is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Transcribed {
    pub(crate) id: i64,
    pub(crate) text: String,
    pub(crate) pending: bool,
    /// Of an account without Premium.
    pub(crate) trial: Option<Trial>,
    /// What is to be told by an update as well.
    pub(crate) update: Option<String>,
}

/// Why nothing is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotTranscribed {
    Premium,
    TooLong,
    Fails,
}

/// What can be transcribed, and who has asked.
#[derive(Default)]
pub(crate) struct Transcripts {
    pub(crate) settings: Mutex<TranscriptionSettings>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    of_files: HashMap<FileId, Transcript>,
    asked: HashMap<Wanted, FileId>,
    /// Those of them who were told to wait.
    waiting: HashSet<Wanted>,
    trials: HashMap<UserId, Trial>,
}

impl Transcripts {
    /// What is said in a message, for whoever asks.
    pub(crate) fn ask(
        &self,
        wanted: Wanted,
        (file, seconds): (FileId, i32),
        has_premium: bool,
        now: i32,
    ) -> Result<Transcribed, NotTranscribed> {
        let settings = self.settings.lock().clone();
        let mut known = self.known.lock();
        let transcript = known.of_files.get(&file).cloned();
        if transcript.as_ref().is_some_and(|transcript| transcript.fails) {
            return Err(NotTranscribed::Fails);
        }
        let is_new = !known.asked.contains_key(&wanted);
        let trial = match has_premium {
            true => None,
            false => Some(known.trial(wanted.by, seconds, is_new, &settings, now)?),
        };
        known.asked.insert(wanted, file);
        let by_update = is_new && transcript.as_ref().is_some_and(|known| known.by_update);
        let (text, pending) = match transcript {
            Some(Transcript { text, pending, .. }) => (text, pending),
            None => (String::new(), true),
        };
        if pending {
            known.waiting.insert(wanted);
        }
        let id = id(wanted);
        Ok(match by_update {
            true => {
                Transcribed { id, text: String::new(), pending: true, trial, update: Some(text) }
            }
            false => Transcribed { id, text, pending, trial, update: None },
        })
    }

    /// Decides what is said in a file. Returns who waits for that.
    pub(crate) fn decide(&self, file: FileId, transcript: Transcript) -> Vec<Wanted> {
        let mut known = self.known.lock();
        let Known { asked, waiting, .. } = &mut *known;
        let mut told: Vec<Wanted> =
            waiting.iter().filter(|wanted| asked.get(wanted) == Some(&file)).copied().collect();
        told.sort_unstable_by_key(|wanted| (wanted.by, wanted.message));
        if !transcript.pending {
            waiting.retain(|wanted| !told.contains(wanted));
        }
        known.of_files.insert(file, transcript);
        told
    }
}

impl Known {
    /// What is left to somebody, once this message is counted.
    fn trial(
        &mut self,
        of: UserId,
        seconds: i32,
        is_new: bool,
        settings: &TranscriptionSettings,
        now: i32,
    ) -> Result<Trial, NotTranscribed> {
        let anew = Trial { left: settings.weekly, until: now.saturating_add(WEEK) };
        let trial = self.trials.entry(of).or_insert(anew);
        if trial.until <= now {
            *trial = anew;
        }
        if is_new {
            if seconds > settings.longest {
                return Err(NotTranscribed::TooLong);
            }
            if trial.left <= 0 {
                return Err(NotTranscribed::Premium);
            }
            trial.left -= 1;
        }
        Ok(*trial)
    }
}

/// The same for the same message, whoever asks and however often.
pub(crate) fn id(wanted: Wanted) -> i64 {
    wanted.by.wrapping_shl(32) ^ i64::from(wanted.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: FileId = 7;

    fn wanted(message: MessageId) -> Wanted {
        Wanted { by: 1, peer: Peer::User(2), message }
    }

    fn ask(
        transcripts: &Transcripts,
        message: MessageId,
        now: i32,
    ) -> Result<Transcribed, NotTranscribed> {
        transcripts.ask(wanted(message), (FILE, 4), false, now)
    }

    #[test]
    fn whoever_asked_too_early_is_told_once() {
        let transcripts = Transcripts::default();
        let first = ask(&transcripts, 1, 0).unwrap();
        assert_eq!((first.pending, first.text.as_str()), (true, ""));
        let part = Transcript { text: "при".into(), pending: true, ..Transcript::default() };
        assert_eq!(transcripts.decide(FILE, part), [wanted(1)]);
        let all = Transcript { text: "привет".into(), ..Transcript::default() };
        assert_eq!(transcripts.decide(FILE, all.clone()), [wanted(1)]);
        assert_eq!(transcripts.decide(FILE, all), []);
        let again = ask(&transcripts, 1, 0).unwrap();
        assert_eq!((again.pending, again.text.as_str(), again.id), (false, "привет", first.id));
    }

    #[test]
    fn a_trial_counts_messages_and_begins_anew_after_a_week() {
        let transcripts = Transcripts::default();
        transcripts.decide(FILE, Transcript { text: "да".into(), ..Transcript::default() });
        let left = |asked: Result<Transcribed, NotTranscribed>| asked.unwrap().trial.unwrap().left;
        assert_eq!(left(ask(&transcripts, 1, 0)), 1);
        assert_eq!(left(ask(&transcripts, 1, 1)), 1, "the same message is counted once");
        assert_eq!(left(ask(&transcripts, 2, 2)), 0);
        assert_eq!(ask(&transcripts, 3, 3), Err(NotTranscribed::Premium));
        assert_eq!(left(ask(&transcripts, 2, 3)), 0, "what was paid for stays");
        assert_eq!(left(ask(&transcripts, 3, WEEK)), 1);
        let premium = transcripts.ask(wanted(4), (FILE, 4_000), true, 5).unwrap();
        assert_eq!(premium.trial, None);
    }

    #[test]
    fn what_is_too_long_for_a_trial_or_cannot_be_made_out_is_refused() {
        let transcripts = Transcripts::default();
        let long = transcripts.ask(wanted(1), (FILE, 301), false, 0);
        assert_eq!(long, Err(NotTranscribed::TooLong));
        transcripts.decide(FILE, Transcript { fails: true, ..Transcript::default() });
        assert_eq!(ask(&transcripts, 1, 0), Err(NotTranscribed::Fails));
    }

    #[test]
    fn words_that_come_by_an_update_are_told_by_one_only_once() {
        let transcripts = Transcripts::default();
        let said = Transcript { text: "да".into(), by_update: true, ..Transcript::default() };
        transcripts.decide(FILE, said);
        let first = ask(&transcripts, 1, 0).unwrap();
        assert_eq!((first.pending, first.update.as_deref()), (true, Some("да")));
        let again = ask(&transcripts, 1, 0).unwrap();
        assert_eq!((again.pending, again.text.as_str(), again.update), (false, "да", None));
    }
}
