//! What the owner has recorded on the page to make a voice of. It is kept in memory only, until a voice is made
//! of it, it is taken away, or an hour has passed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{NoSound, Recorded, RecordingId, Timestamp};

use crate::{Engine, Error};

/// How long a recording is kept that nobody uses.
const KEPT: Duration = Duration::from_secs(60 * 60);

/// The most recordings that are kept at once: the oldest goes for the next.
const MOST: usize = 12;

/// How large they may be together, in bytes: three minutes of the best quality are a tenth of it.
const MOST_BYTES: usize = 32 << 20;

/// A recording of the owner's.
#[derive(Debug, Clone)]
pub struct Recording {
    /// What it is asked by.
    pub id: RecordingId,
    /// When it came.
    pub at: Timestamp,
    /// It, and how it sounds.
    pub recorded: Arc<Recorded>,
}

/// The recordings of an owner, the oldest first.
#[derive(Default)]
pub(crate) struct Recordings(Mutex<Vec<Recording>>);

impl Recordings {
    fn at(&self, now: Timestamp) -> MutexGuard<'_, Vec<Recording>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|one| now.since(one.at) < KEPT);
        all
    }

    pub(crate) fn keep(&self, recording: Recording) {
        let mut all = self.at(recording.at);
        all.push(recording);
        let size = |all: &[Recording]| -> usize {
            all.iter().map(|one| one.recorded.note.ogg.len()).sum()
        };
        while all.len() > MOST || (all.len() > 1 && size(&all) > MOST_BYTES) {
            all.remove(0);
        }
    }

    /// Those that are named, in that order, as far as they are still there.
    pub(crate) fn named(&self, ids: &[RecordingId], now: Timestamp) -> Vec<Recording> {
        let all = self.at(now);
        ids.iter().filter_map(|id| all.iter().find(|one| one.id == *id)).cloned().collect()
    }

    pub(crate) fn drop(&self, ids: &[RecordingId], now: Timestamp) -> bool {
        let mut all = self.at(now);
        let before = all.len();
        all.retain(|one| !ids.contains(&one.id));
        all.len() < before
    }
}

impl Engine {
    /// Keeps what the owner has recorded, for an hour; it stands in no file. An error says why it is no
    /// recording.
    pub async fn keep_recording(
        &self,
        bytes: Vec<u8>,
    ) -> Result<Result<Recording, NoSound>, Error> {
        let inner = &self.inner;
        let maker = inner.sound.maker()?;
        let recorded = tokio::task::spawn_blocking(move || maker.record(&bytes)).await;
        let recorded = recorded
            .unwrap_or_else(|_| Err(NoSound::Unreadable("it was the end of the codec".to_owned())));
        Ok(recorded.map(|recorded| {
            let at = inner.clock.now();
            let id = RecordingId::new(at, inner.entropy.next_u128());
            let recording = Recording { id, at, recorded: Arc::new(recorded) };
            inner.sound.recordings.keep(recording.clone());
            recording
        }))
    }

    /// What the owner has recorded within the last hour, the oldest first.
    pub fn recordings(&self) -> Vec<Recording> {
        self.inner.sound.recordings.at(self.inner.clock.now()).clone()
    }

    /// Takes a recording away; `false` if there is none of this identifier.
    pub fn drop_recording(&self, id: RecordingId) -> bool {
        self.inner.sound.recordings.drop(&[id], self.inner.clock.now())
    }
}

#[cfg(test)]
mod tests {
    use domain::{NoteMeasure, VoiceNote};

    use super::*;

    fn recording(id: u128, at: i64) -> Recording {
        large(id, at, 0)
    }

    fn large(id: u128, at: i64, bytes: usize) -> Recording {
        let at = Timestamp::from_secs(at);
        let measure = NoteMeasure {
            duration: Duration::from_secs(9),
            speech: Duration::from_secs(8),
            loudness: -20.0,
            noise: -60.0,
            clipped: 0.0,
            waveform: [0; 63],
        };
        let note = VoiceNote { ogg: vec![0; bytes], seconds: 9, waveform: [0; 63] };
        Recording {
            id: RecordingId::new(at, id),
            at,
            recorded: Arc::new(Recorded { note, measure }),
        }
    }

    #[test]
    fn recordings_are_kept_for_an_hour_and_never_too_many() {
        let all = Recordings::default();
        for number in 0..20 {
            all.keep(recording(number, 100));
        }
        let (now, last) = (Timestamp::from_secs(101), recording(19, 100).id);
        assert_eq!(all.at(now).len(), MOST);
        assert_eq!(all.named(&[last, recording(1, 100).id], now).len(), 1);
        assert!(all.drop(&[last], now) && !all.drop(&[last], now));
        assert!(all.named(&[recording(18, 100).id], Timestamp::from_secs(3_800)).is_empty());
    }

    #[test]
    fn recordings_are_not_larger_together_than_what_is_kept() {
        let all = Recordings::default();
        for number in 0..4 {
            all.keep(large(number, 100, MOST_BYTES / 3));
        }
        let kept: Vec<_> = all.at(Timestamp::from_secs(101)).iter().map(|one| one.id).collect();
        assert_eq!(kept, [1, 2, 3].map(|number| recording(number, 100).id));
    }
}
