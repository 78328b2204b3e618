//! One client session: the numbering of what is sent to it, what it sent
//! already, and what it has not yet acknowledged.
//!
//! A session outlives its connections: a client that comes back under the same
//! session id is sent again what it had not acknowledged.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use parking_lot::Mutex;
use tokio::sync::{Notify, mpsc};

use super::cipher::AuthKey;
use super::envelope;
use super::waiting::{Missed, Waiting};
use crate::state::KeyId;

/// How many of a client's message ids are remembered against duplicates.
const REMEMBERED: usize = 2048;
/// How many messages, and how many bytes of them, are kept to be sent again.
const KEPT_MESSAGES: usize = 256;
const KEPT_BYTES: usize = 1024 * 1024;

/// Names a session: its authorization key, and the id that the client chose.
pub(crate) type SessionKey = (KeyId, i64);

/// A message for a client, numbered.
#[derive(Debug, Clone)]
pub(crate) struct Numbered {
    pub(crate) msg_id: i64,
    pub(crate) seqno: i32,
    pub(crate) body: Arc<[u8]>,
}

/// What a message for a client is, which decides its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Answers a request; to be acknowledged.
    Answer,
    /// Comes by itself; to be acknowledged.
    Update,
    /// About other messages; not to be acknowledged.
    Service,
}

/// What to do with a message that a client sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Receipt {
    New,
    Duplicate,
    /// Too old to tell whether it is one or the other.
    Forgotten,
}

/// A message on its way to a connection, not yet numbered.
pub(crate) struct Parcel {
    pub(crate) session: Arc<Session>,
    pub(crate) body: Vec<u8>,
    pub(crate) kind: Kind,
}

/// What becomes of an update on its way to a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Sent,
    Lost,
    SentTwice,
    /// Held back until the next one was sent.
    Overtaken,
}

/// The way to a session's connection.
#[derive(Clone)]
pub(crate) struct Link {
    /// Which connection it is: they are counted from 1.
    pub(crate) number: u64,
    pub(crate) queue: mpsc::Sender<Parcel>,
    /// Told to end the connection: its client does not read, or has begun too
    /// many sessions, or an operator wants it.
    pub(crate) hangup: Arc<Notify>,
}

impl Link {
    pub(crate) fn is_same(&self, other: &Link) -> bool {
        self.queue.same_channel(&other.queue)
    }

    /// Whether the connection has not ended.
    pub(crate) fn is_open(&self) -> bool {
        !self.queue.is_closed()
    }

    /// Waits until the connection has ended.
    pub(crate) async fn closed(&self) {
        self.queue.closed().await;
    }
}

pub(crate) struct Session {
    pub(crate) key: AuthKey,
    pub(crate) id: i64,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    received: BTreeSet<i64>,
    /// Message ids up to here are forgotten.
    forgotten: i64,
    last_msg_id: i64,
    /// How many messages to be acknowledged were sent.
    sent: i32,
    kept: VecDeque<Numbered>,
    kept_bytes: usize,
    link: Option<Link>,
    wants_updates: bool,
    /// An update that waits until the next one was sent.
    overtaken: Option<Vec<u8>>,
    waiting: Waiting,
}

impl Session {
    pub(crate) fn new(key: AuthKey, id: i64) -> Session {
        Session { key, id, inner: Mutex::default() }
    }

    pub(crate) fn key(&self) -> SessionKey {
        (self.key.id, self.id)
    }

    /// Notes a message that came, and says whether it had come before.
    pub(crate) fn receive(&self, msg_id: i64) -> Receipt {
        let mut inner = self.inner.lock();
        if msg_id <= inner.forgotten {
            return Receipt::Forgotten;
        }
        if !inner.received.insert(msg_id) {
            return Receipt::Duplicate;
        }
        if inner.received.len() > REMEMBERED
            && let Some(oldest) = inner.received.pop_first()
        {
            inner.forgotten = oldest;
        }
        Receipt::New
    }

    /// Whether a message came, without noting it.
    pub(crate) fn has_received(&self, msg_id: i64) -> Receipt {
        let inner = self.inner.lock();
        match inner.received.contains(&msg_id) {
            true => Receipt::Duplicate,
            false if msg_id <= inner.forgotten => Receipt::Forgotten,
            false => Receipt::New,
        }
    }

    /// Gives a message its place in the order of what the client is sent.
    pub(crate) fn number(&self, body: Vec<u8>, kind: Kind, now: SystemTime) -> Numbered {
        let mut inner = self.inner.lock();
        let since_epoch = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let fraction = (u64::from(since_epoch.subsec_nanos()) << 32) / 1_000_000_000;
        let time = ((since_epoch.as_secs() << 32) | fraction) as i64 & !3;
        let low_bits = if kind == Kind::Update { 3 } else { 1 };
        let msg_id = time.max((inner.last_msg_id & !3) + 4) | low_bits;
        inner.last_msg_id = msg_id;
        let mut seqno = inner.sent * 2;
        let message = |seqno| Numbered { msg_id, seqno, body: body.into() };
        if kind == Kind::Service {
            return message(seqno);
        }
        seqno += 1;
        inner.sent = inner.sent.wrapping_add(1);
        let message = message(seqno);
        inner.keep(message.clone());
        message
    }

    /// Forgets messages that the client has received.
    pub(crate) fn acknowledge(&self, ids: &[i64]) {
        self.inner.lock().drop_kept(|message| ids.contains(&message.msg_id));
    }

    /// The answer to a request, if it can be sent again.
    pub(crate) fn answer_to(&self, request: i64) -> Option<Numbered> {
        let inner = self.inner.lock();
        inner.kept.iter().find(|kept| envelope::answered(&kept.body) == Some(request)).cloned()
    }

    /// Those of `ids` that can be sent again.
    pub(crate) fn kept(&self, ids: &[i64]) -> Vec<Numbered> {
        let inner = self.inner.lock();
        inner.kept.iter().filter(|message| ids.contains(&message.msg_id)).cloned().collect()
    }

    /// Ties the session to a connection. Returns what to send again and what it
    /// has missed, if it was tied to another before.
    pub(crate) fn attach(&self, link: &Link) -> Option<(Vec<Numbered>, Missed)> {
        let mut inner = self.inner.lock();
        if inner.link.as_ref().is_some_and(|tied| tied.is_same(link)) {
            return None;
        }
        inner.link = Some(link.clone());
        inner.overtaken = None;
        let again = inner.kept.iter().cloned().collect();
        Some((again, inner.waiting.take()))
    }

    /// Unties the session from a connection that ends.
    pub(crate) fn detach(&self, link: &Link) {
        let mut inner = self.inner.lock();
        if inner.link.as_ref().is_some_and(|tied| tied.is_same(link)) {
            inner.link = None;
        }
    }

    /// Ends the connection that the session is tied to, if there is one.
    pub(crate) fn hang_up(&self) {
        if let Some(link) = &self.inner.lock().link {
            link.hangup.notify_one();
        }
    }

    /// Whether the session has a connection.
    pub(crate) fn is_attached(&self) -> bool {
        self.inner.lock().link.is_some()
    }

    /// Notes that the client talks here, and so is to be told of updates.
    pub(crate) fn want_updates(&self) {
        self.inner.lock().wants_updates = true;
    }

    /// Whether the client is to be told of updates, now or when it is back.
    pub(crate) fn is_listening(&self) -> bool {
        self.inner.lock().wants_updates
    }

    /// Hands an update to the connection. Without one it waits.
    pub(crate) fn push(self: &Arc<Self>, update: &[u8], fate: Fate) {
        let mut inner = self.inner.lock();
        let times = match fate {
            Fate::Lost => return,
            Fate::Overtaken if inner.overtaken.is_none() => {
                inner.overtaken = Some(update.to_vec());
                return;
            }
            Fate::Sent | Fate::Overtaken => 1,
            Fate::SentTwice => 2,
        };
        let overtaken = inner.overtaken.take();
        let bodies = std::iter::repeat_n(update.to_vec(), times).chain(overtaken);
        let Some(link) = &inner.link else {
            bodies.for_each(|body| inner.waiting.add(body));
            return;
        };
        for body in bodies {
            let parcel = Parcel { session: Arc::clone(self), body, kind: Kind::Update };
            if let Err(mpsc::error::TrySendError::Full(_)) = link.queue.try_send(parcel) {
                link.hangup.notify_one();
            }
        }
    }
}

impl Inner {
    fn keep(&mut self, message: Numbered) {
        self.kept_bytes += message.body.len();
        self.kept.push_back(message);
        while self.kept.len() > KEPT_MESSAGES || self.kept_bytes > KEPT_BYTES {
            let Some(oldest) = self.kept.pop_front() else {
                break;
            };
            self.kept_bytes -= oldest.body.len();
        }
    }

    fn drop_kept(&mut self, gone: impl Fn(&Numbered) -> bool) {
        self.kept.retain(|message| !gone(message));
        self.kept_bytes = self.kept.iter().map(|message| message.body.len()).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> Session {
        Session::new(AuthKey::new([1; 256]), 2)
    }

    #[test]
    fn numbers_rise_and_tell_what_a_message_is() {
        let session = session();
        let at = |kind| session.number(vec![], kind, UNIX_EPOCH);
        let numbers = [Kind::Service, Kind::Answer, Kind::Update, Kind::Service].map(at);
        assert!(numbers.windows(2).all(|pair| pair[0].msg_id < pair[1].msg_id));
        assert_eq!(numbers.each_ref().map(|n| n.msg_id % 4), [1, 1, 3, 1]);
        assert_eq!(numbers.each_ref().map(|n| n.seqno), [0, 1, 3, 4]);
    }

    #[test]
    fn a_message_id_is_new_once_and_forgotten_in_the_end() {
        let session = session();
        assert_eq!(session.receive(4), Receipt::New);
        assert_eq!(session.receive(4), Receipt::Duplicate);
        for id in 2..=REMEMBERED as i64 + 1 {
            assert_eq!(session.receive(id * 4), Receipt::New);
        }
        assert_eq!(session.receive(4), Receipt::Forgotten);
    }

    #[test]
    fn what_is_not_acknowledged_is_kept_within_bounds() {
        let session = session();
        let first = session.number(vec![1], Kind::Answer, UNIX_EPOCH);
        let second = session.number(vec![2], Kind::Answer, UNIX_EPOCH);
        session.acknowledge(&[first.msg_id]);
        assert!(session.kept(&[first.msg_id]).is_empty());
        assert_eq!(session.kept(&[second.msg_id])[0].body[..], [2]);
        session.number(vec![0; KEPT_BYTES], Kind::Answer, UNIX_EPOCH);
        assert!(session.kept(&[second.msg_id]).is_empty());
    }

    #[test]
    fn a_session_without_a_connection_gets_what_it_missed_when_it_is_back() {
        let session = Arc::new(session());
        let link = |number| {
            let (queue, parcels) = mpsc::channel(8);
            (Link { number, queue, hangup: Arc::default() }, parcels)
        };
        let (first, mut parcels) = link(1);
        session.attach(&first);
        session.push(&[1], Fate::Sent);
        assert_eq!(parcels.try_recv().map(|parcel| parcel.body), Ok(vec![1]));
        session.detach(&first);
        session.push(&[2], Fate::Sent);
        session.push(&[3], Fate::SentTwice);
        let (second, _parcels) = link(2);
        let (_, missed) = session.attach(&second).unwrap();
        assert_eq!(missed, Missed::Updates(vec![vec![2], vec![3], vec![3]]));
        assert!(session.attach(&second).is_none());
    }
}
