//! The sound of messages that somebody listens to on the page. A browser asks for a file in many parts; it is
//! fetched from Telegram once, and kept for a little while, in memory only.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use domain::{AccountId, Content, MessageFile, MessageId, MessengerError, PeerId, Timestamp};
use tokio::sync::OnceCell;

use crate::sound::hear::MOST_BYTES;
use crate::{Engine, Error, Inner};

/// How long a file is kept after it was asked for last.
const KEPT: Duration = Duration::from_secs(5 * 60);

/// The most files that are kept at once, and how large they may be together.
const MOST: usize = 12;
const MOST_TOGETHER: usize = 2 * MOST_BYTES;

/// A message, by its account and chat.
type Key = (AccountId, PeerId, MessageId);

/// A file that is kept, or being fetched.
struct Kept {
    of: Key,
    /// How long it was said to be then: where that was changed the file is another.
    seconds: Option<u32>,
    asked_at: Timestamp,
    file: Arc<OnceCell<Arc<MessageFile>>>,
}

impl Kept {
    fn bytes(&self) -> usize {
        self.file.get().map_or(0, |file| file.bytes.len())
    }
}

/// The files of an owner's messages.
#[derive(Default)]
pub(crate) struct Played(Mutex<Files>);

#[derive(Default)]
struct Files {
    /// That which was asked for last at the end.
    kept: Vec<Kept>,
    /// Whether somebody waits to let go of them: one does for all.
    is_watched: bool,
}

impl Played {
    fn at(&self, now: Timestamp) -> MutexGuard<'_, Files> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.kept.retain(|kept| now.since(kept.asked_at) < KEPT);
        all
    }

    /// The place of a file, where it is or comes to stand.
    fn place(
        &self,
        of: Key,
        seconds: Option<u32>,
        now: Timestamp,
    ) -> Arc<OnceCell<Arc<MessageFile>>> {
        let mut all = self.at(now);
        let at = all.kept.iter().position(|kept| kept.of == of);
        let found = at.map(|at| all.kept.remove(at));
        let kept = found.filter(|kept| kept.seconds == seconds).unwrap_or_else(|| Kept {
            of,
            seconds,
            asked_at: now,
            file: Arc::default(),
        });
        let file = Arc::clone(&kept.file);
        all.kept.push(Kept { asked_at: now, ..kept });
        file
    }

    /// Lets go of those that were asked for longest ago, until the rest is small enough. The last stays. Returns
    /// whether somebody has to begin to wait for the end of the rest.
    fn bound(&self, now: Timestamp) -> bool {
        let mut all = self.at(now);
        let size = |all: &[Kept]| all.iter().map(Kept::bytes).sum::<usize>();
        while all.kept.len() > MOST || (all.kept.len() > 1 && size(&all.kept) > MOST_TOGETHER) {
            all.kept.remove(0);
        }
        let begins = !all.is_watched && !all.kept.is_empty();
        all.is_watched |= begins;
        begins
    }

    /// When the next of them has been kept for long enough. If none is left, nobody waits any more.
    fn next_end(&self, now: Timestamp) -> Option<Timestamp> {
        let mut all = self.at(now);
        let next = all.kept.iter().map(|kept| kept.asked_at + KEPT).min();
        all.is_watched = next.is_some();
        next
    }
}

impl Engine {
    /// The sound of a voice note, a round video or a file, as Telegram keeps it: its bytes and what they are.
    /// `None` if there is none, it is too large, or the account is not connected.
    pub async fn sound_of_message(
        &self,
        account: AccountId,
        chat: PeerId,
        id: MessageId,
    ) -> Result<Option<Arc<MessageFile>>, Error> {
        let inner = &self.inner;
        // What was deleted since is not played, though its file may still be kept.
        let mut tx = inner.store.read(inner.owner).await?;
        let message = tx.message(account, chat, id).await?;
        drop(tx);
        let content = message.map(|message| message.content);
        let Some(content @ (Content::Voice { .. } | Content::Sound { .. })) = content else {
            return Ok(None);
        };
        let of = (account, chat, id);
        let place = inner.sound.played.place(of, content.seconds(), inner.clock.now());
        let fetched = place.get_or_try_init(|| self.fetch_sound(account, chat, id)).await.cloned();
        if inner.sound.played.bound(inner.clock.now()) {
            tokio::spawn(let_go(Arc::downgrade(inner)));
        }
        match fetched {
            Ok(file) => Ok(Some(file)),
            Err(None) => Ok(None),
            Err(Some(error)) => Err(error),
        }
    }

    /// Fetches it; an error that is none says that there is no such file.
    async fn fetch_sound(
        &self,
        account: AccountId,
        chat: PeerId,
        id: MessageId,
    ) -> Result<Arc<MessageFile>, Option<Error>> {
        let line = self.inner.supervisor.shared(account).and_then(|shared| shared.line.get());
        let Some(messenger) = line else { return Err(None) };
        match messenger.file(chat, id, MOST_BYTES).await {
            Ok(Some(file)) => Ok(Arc::new(file)),
            Ok(None) | Err(MessengerError::Refused { .. }) => Err(None),
            Err(error) => Err(Some(error.into())),
        }
    }
}

/// Lets go of what nobody listens to any more, until nothing is left.
async fn let_go(inner: Weak<Inner>) {
    loop {
        let Some(strong) = inner.upgrade() else { return };
        let clock = Arc::clone(&strong.clock);
        let Some(end) = strong.sound.played.next_end(clock.now()) else { return };
        drop(strong);
        clock.sleep_until(end).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: i32) -> Key {
        (AccountId::new(Timestamp::from_secs(1), 1), PeerId(7), MessageId(id))
    }

    fn now(seconds: i64) -> Timestamp {
        Timestamp::from_secs(1_000 + seconds)
    }

    fn put(played: &Played, id: i32, bytes: usize, at: Timestamp) {
        let file = MessageFile { bytes: vec![0; bytes], mime: "audio/ogg".to_owned() };
        played.place(key(id), Some(4), at).set(Arc::new(file)).ok();
        played.bound(at);
    }

    fn is_there(played: &Played, id: i32, at: Timestamp) -> bool {
        played.at(at).kept.iter().any(|kept| kept.of == key(id) && kept.file.get().is_some())
    }

    #[test]
    fn a_file_is_kept_while_somebody_listens_and_not_where_it_may_be_another() {
        let played = Played::default();
        put(&played, 1, 10, now(0));
        assert!(played.place(key(1), Some(4), now(200)).get().is_some());
        assert!(is_there(&played, 1, now(400)), "it was asked for again");
        assert!(!is_there(&played, 1, now(500)));

        put(&played, 2, 10, now(500));
        assert!(played.place(key(2), Some(5), now(501)).get().is_none(), "it was changed");
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let played = Played::default();
        for id in 0..20 {
            put(&played, id, 10, now(0));
        }
        assert_eq!(played.at(now(0)).kept.len(), MOST);
        assert!(!is_there(&played, 0, now(0)) && is_there(&played, 19, now(0)));

        put(&played, 30, MOST_TOGETHER - 100, now(1));
        put(&played, 31, 101, now(1));
        assert!(!is_there(&played, 30, now(1)) && is_there(&played, 31, now(1)));
    }

    #[test]
    fn one_waits_for_the_end_of_all_files() {
        let played = Played::default();
        let end = |seconds: i64| Some(now(seconds) + KEPT);
        assert!(!played.bound(now(0)), "there is nothing to wait for");
        played.place(key(1), Some(4), now(0));
        assert!(played.bound(now(0)));
        played.place(key(2), Some(4), now(100));
        assert!(!played.bound(now(100)), "somebody waits already");
        assert_eq!(played.next_end(now(100)), end(0));
        played.place(key(1), Some(4), now(200));
        assert_eq!(played.next_end(now(300)), end(100), "the first was asked for again");
        assert_eq!(played.next_end(now(400)), end(200));
        assert_eq!(played.next_end(now(500)), None);
        played.place(key(3), Some(4), now(600));
        assert!(played.bound(now(600)), "nobody waited any more");
    }
}
