//! Telegram's own speech recognition: what it hears comes with the answer, or later by updates.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::MessageId;
use grammers_tl_types as tl;
use tokio::sync::Notify;
use tokio::time::timeout;

/// How long words are waited for that are to come by an update, before it is asked for them again: the
/// update may have been lost with a connection.
const PATIENCE: Duration = Duration::from_secs(25);
/// How often it is asked.
pub(crate) const TRIES: usize = 3;
/// How many transcripts are kept that nobody has asked for yet: an update may overtake its answer.
const KEPT: usize = 64;

/// What updates have told of transcripts.
#[derive(Default)]
pub(crate) struct Transcripts {
    known: Mutex<Known>,
    news: Notify,
}

#[derive(Default)]
struct Known {
    texts: HashMap<i64, String>,
    /// Their numbers, oldest first.
    order: VecDeque<i64>,
}

impl Transcripts {
    /// Takes what an update tells; what is not all yet is waited for further.
    pub(crate) fn take(&self, update: &tl::types::UpdateTranscribedAudio) {
        if update.pending {
            return;
        }
        let mut known = self.lock();
        let number = update.transcription_id;
        if known.texts.insert(number, update.text.clone()).is_none() {
            known.order.push_back(number);
        }
        while known.order.len() > KEPT {
            if let Some(oldest) = known.order.pop_front() {
                known.texts.remove(&oldest);
            }
        }
        drop(known);
        self.news.notify_waiters();
    }

    /// The words of a transcript, once they are there; `None` if they do not come.
    pub(crate) async fn words(
        &self,
        answer: tl::types::messages::TranscribedAudio,
    ) -> Option<String> {
        if !answer.pending {
            return Some(on_one_line(&answer.text));
        }
        let waits = async {
            loop {
                // Whoever tells after this is heard, also before it is waited for.
                let news = self.news.notified();
                if let Some(text) = self.told(answer.transcription_id) {
                    return text;
                }
                news.await;
            }
        };
        timeout(PATIENCE, waits).await.ok().map(|text| on_one_line(&text))
    }

    fn told(&self, number: i64) -> Option<String> {
        let mut known = self.lock();
        known.order.retain(|other| *other != number);
        known.texts.remove(&number)
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The question.
pub(crate) fn ask(
    peer: tl::enums::InputPeer,
    message: MessageId,
) -> tl::functions::messages::TranscribeAudio {
    tl::functions::messages::TranscribeAudio { peer, msg_id: message.0 }
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn update(number: i64, text: &str, pending: bool) -> tl::types::UpdateTranscribedAudio {
        tl::types::UpdateTranscribedAudio {
            pending,
            peer: tl::types::PeerUser { user_id: 7 }.into(),
            msg_id: 1,
            transcription_id: number,
            text: text.to_owned(),
        }
    }

    fn answer(number: i64, text: &str, pending: bool) -> tl::types::messages::TranscribedAudio {
        tl::types::messages::TranscribedAudio {
            pending,
            transcription_id: number,
            text: text.to_owned(),
            trial_remains_num: None,
            trial_remains_until_date: None,
        }
    }

    #[tokio::test]
    async fn words_come_with_the_answer_before_it_or_after_it() {
        let transcripts = Transcripts::default();
        let at_once = transcripts.words(answer(1, " ты \n где? ", false)).await;
        assert_eq!(at_once.as_deref(), Some("ты где?"));
        transcripts.take(&update(2, "ты", true));
        transcripts.take(&update(2, "ты где?", false));
        let before = transcripts.words(answer(2, "", true)).await;
        assert_eq!(before.as_deref(), Some("ты где?"));
        let (later, ()) = tokio::join!(transcripts.words(answer(3, "", true)), async {
            transcripts.take(&update(9, "чужое", false));
            tokio::task::yield_now().await;
            transcripts.take(&update(3, "да", false));
        });
        assert_eq!(later.as_deref(), Some("да"));
    }

    #[test]
    fn of_what_nobody_asks_for_the_newest_are_kept() {
        let transcripts = Transcripts::default();
        for number in 0..100 {
            transcripts.take(&update(number, "да", false));
        }
        assert_eq!(transcripts.lock().texts.len(), KEPT);
        assert_eq!((transcripts.told(35), transcripts.told(99)), (None, Some("да".to_owned())));
    }
}
