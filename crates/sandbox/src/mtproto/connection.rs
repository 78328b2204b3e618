//! One TCP connection: frames in, messages out.

use std::future::poll_fn;
use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Poll, ready};
use std::time::Duration;

use grammers_tl_types::{Serializable, deserialize, enums, types};
use tokio::io::{AsyncRead, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::sync::{Notify, mpsc};
use tokio::time::{Instant, interval, sleep_until, timeout};

use super::cipher::{AuthKey, Plaintext};
use super::envelope::{self, Message};
use super::exchange::Exchange;
use super::refusal::Subject;
use super::salts;
use super::service::{self, Reaction};
use super::session::{Kind, Link, Numbered, Parcel, Receipt, Session};
use super::waiting::Missed;
use crate::entropy;
use crate::faults::gate::{self, Verdict};
use crate::server::Server;
use crate::state::Event;
use crate::state::event::KeyBytes;
use crate::transport::{Decoder, TransportError};

/// How many updates may wait for a client that does not read.
const QUEUE: usize = 1024;
/// How many bytes are read at once.
const READ: usize = 16 * 1024;
/// How much of a buffer is kept once it is empty.
const SPARE: usize = 4 * 1024;
/// How long a client may take, in seconds, until it says something under a key.
const INTRODUCTION: i32 = 60;
/// How often it is looked at who takes longer.
const PATROL: Duration = Duration::from_secs(1);
/// How many sessions one connection may carry.
const SESSIONS: usize = 16;
/// How many bytes of answers wait for each other before they are written.
const FLUSH_FROM: usize = 64 * 1024;
/// How many bytes of answers one frame may ask for. A container of a thousand
/// histories does not fit.
const MAX_ANSWERS: usize = 16 * 1024 * 1024;
/// How long one write may wait for it.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
/// The transport's way to say that a key is unknown.
const UNKNOWN_KEY: i32 = 404;

/// Why a connection ended.
#[derive(Debug, thiserror::Error)]
enum Closed {
    #[error("the client hung up")]
    Hangup,
    #[error("the client asked for it, and then did not ping")]
    Silence,
    #[error("the client says nothing that makes sense")]
    Stranger,
    #[error("the client does not read, or asks for too much")]
    Overrun,
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Transport(#[from] TransportError),
    #[error(transparent)]
    Malformed(#[from] deserialize::Error),
    #[error("a key exchange was stopped")]
    Stopped,
    #[error("a fault was arranged for it")]
    Fault,
}

struct Connection {
    server: Arc<Server>,
    decoder: Decoder,
    exchange: Exchange,
    /// A key agreed on here, with its first salt.
    fresh: Option<(i64, i64)>,
    sessions: Vec<Arc<Session>>,
    link: Link,
    parcels: mpsc::Receiver<Parcel>,
    /// When to hang up unless a ping comes.
    deadline: Option<Instant>,
    /// When the client connected, in Unix seconds; `None` once it has said
    /// something under a key.
    stranger_since: Option<i32>,
    out: Vec<u8>,
}

/// Talks to one client until either side ends it.
pub(crate) async fn serve(stream: TcpStream, server: Arc<Server>) {
    let (queue, parcels) = mpsc::channel(QUEUE);
    let number = server.connections.fetch_add(1, Ordering::Relaxed) + 1;
    let stranger_since = Some(server.now());
    let mut connection = Connection {
        server,
        decoder: Decoder::default(),
        exchange: Exchange::default(),
        fresh: None,
        sessions: Vec::new(),
        link: Link { number, queue, hangup: Arc::new(Notify::new()) },
        parcels,
        deadline: None,
        stranger_since,
        out: Vec::new(),
    };
    let Err(reason) = connection.run(stream).await;
    tracing::debug!(%reason, "connection closed");
}

impl Connection {
    async fn run(&mut self, mut stream: TcpStream) -> Result<std::convert::Infallible, Closed> {
        stream.set_nodelay(true)?;
        let (mut reader, mut writer) = stream.split();
        let hangup = Arc::clone(&self.link.hangup);
        let mut patrol = interval(PATROL);
        loop {
            let deadline = self.deadline;
            tokio::select! {
                read = read(&mut reader, &mut self.decoder) => {
                    if read? == 0 {
                        return Err(Closed::Hangup);
                    }
                    while let Some(frame) = self.decoder.next_frame()? {
                        self.on_frame(&frame).await?;
                        if self.out.len() >= FLUSH_FROM {
                            self.flush(&mut writer).await?;
                        }
                    }
                }
                Some(parcel) = self.parcels.recv() => {
                    self.send_parcel(parcel);
                    // Those that came with it leave with it.
                    while self.out.len() < FLUSH_FROM
                        && let Ok(parcel) = self.parcels.try_recv()
                    {
                        self.send_parcel(parcel);
                    }
                }
                () = hangup.notified() => return Err(Closed::Overrun),
                () = sleep_until(deadline.unwrap_or_else(Instant::now)), if deadline.is_some() => {
                    return Err(Closed::Silence);
                }
                _ = patrol.tick(), if self.stranger_since.is_some() => {
                    let age = |since| self.server.now().saturating_sub(since);
                    if self.stranger_since.map(age) >= Some(INTRODUCTION) {
                        return Err(Closed::Stranger);
                    }
                }
            }
            self.flush(&mut writer).await?;
        }
    }

    async fn flush(&mut self, writer: &mut WriteHalf<'_>) -> Result<(), Closed> {
        let hangup = Arc::clone(&self.link.hangup);
        tokio::select! {
            written = timeout(WRITE_TIMEOUT, writer.write_all(&self.out)) => {
                written.map_err(|_| Closed::Overrun)??;
            }
            () = hangup.notified() => return Err(Closed::Overrun),
        }
        self.out.clear();
        self.out.shrink_to(SPARE);
        Ok(())
    }

    async fn on_frame(&mut self, frame: &[u8]) -> Result<(), Closed> {
        let Some((key_id, message)) = frame.split_first_chunk() else {
            return Err(deserialize::Error::UnexpectedEof.into());
        };
        let key_id = i64::from_le_bytes(*key_id);
        if key_id == 0 {
            return self.on_plain(message).await;
        }
        let key = self.server.key(key_id);
        let Some((message, key)) = key.and_then(|key| Some((key.open(message)?, key))) else {
            self.out.extend(self.decoder.encode_error(UNKNOWN_KEY));
            return Ok(());
        };
        if let Some(code) = gate::frame_error(&self.server, key_id) {
            self.out.extend(self.decoder.encode_error(code));
            return Ok(());
        }
        self.on_encrypted(message, key).await
    }

    /// A request of the key exchange.
    async fn on_plain(&mut self, message: &[u8]) -> Result<(), Closed> {
        // Message id and length, which the framing gives as well.
        let Some((_, body)) = message.split_at_checked(12) else {
            return Err(deserialize::Error::UnexpectedEof.into());
        };
        let body = body.to_vec();
        let server = Arc::clone(&self.server);
        let mut exchange = std::mem::take(&mut self.exchange);
        // Powers of 2048-bit numbers take milliseconds: not on a thread that
        // serves others.
        let (exchange, outcome) = tokio::task::spawn_blocking(move || {
            let outcome = exchange.answer(&body, &server.rsa, server.now());
            (exchange, outcome)
        })
        .await
        .map_err(|_| Closed::Stopped)?;
        self.exchange = exchange;

        let (answer, agreed) = match outcome {
            Ok(answered) => answered,
            Err(error) => {
                tracing::debug!(%error, "key exchange refused");
                self.out.extend(self.decoder.encode_error(UNKNOWN_KEY));
                return Ok(());
            }
        };
        if let Some(agreed) = agreed {
            let expires_at = agreed.expires_in.map(|s| self.server.now().saturating_add(s));
            let key = KeyBytes(*agreed.key.bytes());
            let made = Event::KeyMade { key, dc: agreed.dc, expires_at };
            self.server.write().commit(vec![made], None)?;
            self.fresh = Some((agreed.key.id, agreed.first_salt));
        }
        let mut plain = 0i64.to_le_bytes().to_vec();
        self.server.plain_msg_id().serialize(&mut plain);
        (answer.len() as u32).serialize(&mut plain);
        plain.extend(answer);
        self.out.extend(self.decoder.encode(&plain));
        Ok(())
    }

    async fn on_encrypted(&mut self, plaintext: Plaintext, key: AuthKey) -> Result<(), Closed> {
        let now = self.server.now();
        let Plaintext { salt, session_id, msg_id, seqno, body } = plaintext;
        let (session, is_new) = self.server.hub.session(&key, session_id);
        let subject = Subject { msg_id, seqno };
        let good_salt = salts::is_valid(&key, salt, now) || self.is_fresh(&key, salt);
        let bad_salt = || (!good_salt).then(|| subject.bad_salt(&key, now));
        let refusal = subject.bad_id(now).or_else(bad_salt);
        if let Some(refusal) = refusal {
            if is_new {
                self.server.hub.destroy(session.key());
            }
            self.send(&session, refusal.to_bytes(), Kind::Service);
            return Ok(());
        }
        self.stranger_since = None;

        let opened = envelope::open(Message { msg_id, seqno, body });
        if is_new {
            let first = opened.iter().flatten().map(|message| message.msg_id).min();
            let created = enums::NewSession::Created(types::NewSessionCreated {
                first_msg_id: first.unwrap_or(msg_id),
                unique_id: i64::from_le_bytes(entropy::bytes()),
                server_salt: salts::current(&key, now),
            });
            session.attach(&self.link);
            self.send(&session, created.to_bytes(), Kind::Update);
        } else {
            self.come_back(&session);
        }
        self.remember(&session);

        match opened {
            Ok(messages) => {
                for message in messages {
                    self.on_message(&session, &message).await?;
                    if self.out.len() > MAX_ANSWERS {
                        return Err(Closed::Overrun);
                    }
                }
            }
            Err(error) => {
                tracing::debug!(%error, "message refused");
                self.send(&session, subject.bad_container().to_bytes(), Kind::Service);
            }
        }
        Ok(())
    }

    /// Whether a salt is the first of a key that was agreed on here.
    fn is_fresh(&self, key: &AuthKey, salt: i64) -> bool {
        self.fresh == Some((key.id, salt)) && key.salts_expired() == 0
    }

    /// Ties a session to this connection, with what it has missed since it had
    /// another.
    fn come_back(&mut self, session: &Arc<Session>) {
        let Some((again, missed)) = session.attach(&self.link) else {
            return;
        };
        self.resend(session, again);
        let updates = match missed {
            Missed::Updates(updates) => updates,
            Missed::TooMuch => vec![enums::Updates::TooLong.to_bytes()],
        };
        for update in updates {
            self.send(session, update, Kind::Update);
        }
    }

    /// Notes a session that speaks here. The first of too many are let go.
    fn remember(&mut self, session: &Arc<Session>) {
        if self.sessions.iter().any(|known| known.key() == session.key()) {
            return;
        }
        if self.sessions.len() >= SESSIONS {
            let first = self.sessions.remove(0);
            first.detach(&self.link);
            self.server.duplicates.ended(first.key.id, &self.link);
        }
        self.sessions.push(Arc::clone(session));
    }

    async fn on_message(
        &mut self,
        session: &Arc<Session>,
        message: &Message,
    ) -> Result<(), Closed> {
        match session.receive(message.msg_id) {
            Receipt::New => {}
            Receipt::Duplicate => {
                if let Some(answer) = session.answer_to(message.msg_id) {
                    self.seal(session, answer);
                } else if message.seqno % 2 != 0 {
                    // What wants no answer is not missed. Whoever still waits
                    // for one that is gone is told to ask anew.
                    self.forgot(session, message);
                }
                return Ok(());
            }
            Receipt::Forgotten => {
                self.forgot(session, message);
                return Ok(());
            }
        }
        match service::react(&self.server, session, message) {
            Ok(Some(Reaction::Done)) => {}
            Ok(Some(Reaction::Send(body, kind))) => self.send(session, body, kind),
            Ok(Some(Reaction::Resend(messages))) => self.resend(session, messages),
            Ok(Some(Reaction::HangUpAfter(delay, pong))) => {
                self.deadline = Some(Instant::now() + delay);
                self.send(session, pong, Kind::Service);
            }
            Ok(None) => self.on_request(session, message).await?,
            Err(error) => tracing::debug!(%error, "service message ignored"),
        }
        Ok(())
    }

    async fn on_request(
        &mut self,
        session: &Arc<Session>,
        message: &Message,
    ) -> Result<(), Closed> {
        let verdict = gate::pass(&self.server, session, &self.link, &message.body).await;
        let parcel = |answer: Vec<u8>| Parcel {
            session: Arc::clone(session),
            body: envelope::result(message.msg_id, &answer),
            kind: Kind::Answer,
        };
        match verdict {
            Verdict::Answer(answer) => {
                let answer = parcel(answer);
                // What happened before the answer goes out before it: clients
                // count on the order of `pts`.
                while let Ok(earlier) = self.parcels.try_recv() {
                    self.send_parcel(earlier);
                }
                self.send_parcel(answer);
            }
            Verdict::Later(answer, mut held) => {
                let (answer, link) = (parcel(answer), self.link.clone());
                tokio::spawn(async move {
                    tokio::select! {
                        () = held.is_over() => {
                            let _ = link.queue.send(answer).await;
                        }
                        () = link.closed() => {}
                    }
                });
            }
            Verdict::Silence => {}
            Verdict::Cut => return Err(Closed::Fault),
        }
        Ok(())
    }

    /// Tells a client that nothing is known of a message any more.
    fn forgot(&mut self, session: &Session, message: &Message) {
        let refusal = Subject { msg_id: message.msg_id, seqno: message.seqno }.forgotten();
        self.send(session, refusal.to_bytes(), Kind::Service);
    }

    fn send_parcel(&mut self, Parcel { session, body, kind }: Parcel) {
        self.send(&session, body, kind);
    }

    fn send(&mut self, session: &Session, body: Vec<u8>, kind: Kind) {
        let numbered = session.number(body, kind, self.server.clock.now());
        self.seal(session, numbered);
    }

    fn resend(&mut self, session: &Session, messages: Vec<Numbered>) {
        for message in messages {
            self.seal(session, message);
        }
    }

    fn seal(&mut self, session: &Session, message: Numbered) {
        let frame = session.key.seal(&Plaintext {
            salt: salts::current(&session.key, self.server.now()),
            session_id: session.id,
            msg_id: message.msg_id,
            seqno: message.seqno,
            body: &message.body,
        });
        self.out.extend(self.decoder.encode(&frame));
    }
}

/// Waits for bytes, takes them, and says how many. They lie on the stack, so
/// that a client which says nothing has no buffer.
async fn read(reader: &mut ReadHalf<'_>, decoder: &mut Decoder) -> io::Result<usize> {
    poll_fn(|context| {
        let mut bytes = [const { MaybeUninit::uninit() }; READ];
        let mut bytes = ReadBuf::uninit(&mut bytes);
        ready!(Pin::new(&mut *reader).poll_read(context, &mut bytes))?;
        decoder.feed(bytes.filled());
        Poll::Ready(Ok(bytes.filled().len()))
    })
    .await
}

impl Drop for Connection {
    fn drop(&mut self) {
        for session in &self.sessions {
            session.detach(&self.link);
            self.server.duplicates.ended(session.key.id, &self.link);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_that_says_nothing_takes_little() {
        fn size_of_result<A, B, R>(_: impl Fn(A, B) -> R) -> usize {
            size_of::<R>()
        }
        let future = size_of_result(serve);
        assert!(future <= 4096, "{future} bytes");
    }
}
