//! The way of strangers' bytes without sockets: for the fuzz targets of
//! `fuzz/`, and for the test that walks through their corpus. Of no other use,
//! and not to be counted on.
//!
//! What must hold whatever the bytes are is asserted here. To add a target: a
//! function here, a file in `fuzz/fuzz_targets` with its part of
//! `fuzz/Cargo.toml`, and a line in `tests/it/corpus.rs`.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use crate::blobs::Blobs;
use crate::control::{Control, NewAccount};
use crate::error::Error;
use crate::mtproto::cipher::AuthKey;
use crate::mtproto::envelope::{self, Message};
use crate::mtproto::rsa::RsaKey;
use crate::mtproto::service;
use crate::mtproto::session::Session;
use crate::server::Server;
use crate::state::Event;
use crate::state::event::KeyBytes;
use crate::transport::{Decoder, TransportError};
use crate::{JOURNAL_FILE, api};

/// The people of [`Api`]: phone, first name, username. All but the last are
/// logged in.
const PEOPLE: [(&str, &str, &str); 3] = [
    ("+79990000001", "Вера", "vera"),
    ("+79990000002", "Олег", "oleg"),
    ("+79990000003", "Anna", "anna"),
];
/// When everything happens, in seconds since the Unix epoch.
const NOW: Duration = Duration::from_secs(1_700_000_000);

/// A client's stream, after one byte that says how it is cut. However it is
/// cut, the same comes out of it, and never more than went in.
pub fn transport(input: &[u8]) {
    let Some((&piece, stream)) = input.split_first() else {
        return;
    };
    let whole = frames(stream, stream.len());
    assert_eq!(whole, frames(stream, piece.into()), "in pieces of {piece}");
    assert!(whole.0.iter().map(Vec::len).sum::<usize>() <= stream.len(), "more than came");
}

/// The frames in a stream, and what ended it.
fn frames(stream: &[u8], piece: usize) -> (Vec<Vec<u8>>, Option<TransportError>) {
    let mut decoder = Decoder::default();
    let mut frames = Vec::new();
    for bytes in stream.chunks(piece.max(1)) {
        decoder.feed(bytes);
        loop {
            match decoder.next_frame() {
                Ok(Some(frame)) => {
                    assert!(decoder.encode(&frame).len() >= frame.len(), "an answer is cut");
                    frames.push(frame.to_vec());
                }
                Ok(None) => break,
                Err(error) => return (frames, Some(error)),
            }
        }
    }
    (frames, None)
}

/// A message as it lies under the encryption. What comes out of it is bounded.
pub fn envelope(body: &[u8]) {
    let message = Message { msg_id: 4, seqno: 1, body: body.to_vec() };
    let Ok(messages) = envelope::open(message) else {
        return;
    };
    assert!(messages.len() <= envelope::MAX_MESSAGES.max(1), "{} messages", messages.len());
    let size: usize = messages.iter().map(|message| message.body.len()).sum();
    assert!(size <= body.len() + envelope::MAX_INFLATED as usize, "{size} bytes");
    for message in &messages {
        envelope::answered(&message.body);
    }
}

/// A sandbox to put requests to, anew for every input.
pub struct Api {
    folder: PathBuf,
    rsa: RsaKey,
}

impl Api {
    /// One that keeps its state in `folder`, which must be empty.
    ///
    /// # Errors
    ///
    /// If the folder cannot be used.
    pub fn new(folder: impl Into<PathBuf>) -> Result<Api, Error> {
        let folder = folder.into();
        let (rsa, ..) = crate::open(&folder)?;
        Ok(Api { folder, rsa })
    }

    /// Puts requests to a sandbox in which two people know each other, one
    /// after the other, and returns the answers. Each request is a byte that
    /// says who asks, a length of two bytes, and a body. Whatever is asked, the
    /// journal can be read afterwards.
    ///
    /// # Errors
    ///
    /// If the folder cannot be used any more, or the journal not be read.
    pub fn answer(&self, input: &[u8]) -> Result<Vec<Vec<u8>>, Error> {
        fs::remove_file(self.folder.join(JOURNAL_FILE))?;
        let server = Arc::new(self.server()?);
        let sessions = settle(&server)?;
        let answers = requests(input)
            .filter_map(|(who, body)| {
                let session = &sessions[usize::from(who) % sessions.len()];
                ask(&server, session, body)
            })
            .collect();
        drop(server);
        self.server()?;
        Ok(answers)
    }

    fn server(&self) -> Result<Server, Error> {
        let (journal, state) = crate::open_journal(&self.folder)?;
        let blobs = Blobs::open(&self.folder, |id| state.file(id).is_some())?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 443));
        let clock = Box::new(|| UNIX_EPOCH + NOW);
        Ok(Server::new(clock, self.rsa.clone(), address, blobs, false, (journal, state)))
    }
}

/// Makes the people and their history. Returns a session of each.
fn settle(server: &Arc<Server>) -> Result<Vec<Arc<Session>>, Error> {
    let control = Control::new(Arc::clone(server));
    let mut sessions = Vec::new();
    for (number, (phone, first_name, username)) in PEOPLE.into_iter().enumerate() {
        let account = control.create_account(NewAccount {
            phone: phone.into(),
            first_name: first_name.into(),
            username: Some(username.into()),
            ..NewAccount::default()
        })?;
        let bytes = [number as u8; 256];
        let key = AuthKey::new(bytes);
        let mut events = vec![Event::KeyMade { key: KeyBytes(bytes), dc: 2, expires_at: None }];
        if number + 1 < PEOPLE.len() {
            let at = Some(server.now());
            events.push(Event::LoggedIn { key: key.id, account: account.id, at });
        }
        server.write().commit(events, None)?;
        sessions.push(Arc::new(Session::new(key, number as i64)));
    }
    let [(vera, ..), (oleg, ..), _] = PEOPLE;
    control.send_message(vera, oleg, "are you there?")?;
    control.send_message(oleg, vera, "yes")?;
    Ok(sessions)
}

/// What a connection does with a message.
fn ask(server: &Server, session: &Session, body: &[u8]) -> Option<Vec<u8>> {
    let message = Message { msg_id: 4, seqno: 1, body: body.to_vec() };
    match service::react(server, session, &message) {
        Ok(None) => {
            let request = api::open(body);
            let outcome = request.and_then(|request| api::answer(server, session, request).outcome);
            Some(outcome.unwrap_or_else(|error| error.to_answer()))
        }
        Ok(Some(_)) | Err(_) => None,
    }
}

/// The requests in an input, each with the number of the one who asks.
fn requests(mut input: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    std::iter::from_fn(move || {
        let ([who, low, high], rest) = input.split_first_chunk()?;
        let length = usize::from(u16::from_le_bytes([*low, *high])).min(rest.len());
        let (body, rest) = rest.split_at(length);
        input = rest;
        Some((*who, body))
    })
}

/// A request as [`Api::answer`] reads it. `None` if it is too long for that.
pub fn request(who: u8, body: &[u8]) -> Option<Vec<u8>> {
    let length = u16::try_from(body.len()).ok()?.to_le_bytes();
    Some([&[who], &length[..], body].concat())
}

/// The messages in a recorded stream of a client with this key, each as it
/// came under the encryption.
pub fn messages(key: [u8; 256], stream: &[u8]) -> Vec<Vec<u8>> {
    let key = AuthKey::new(key);
    let (frames, _) = frames(stream, stream.len());
    let ciphertexts = frames.iter().filter_map(|frame| frame.get(8..));
    ciphertexts.filter_map(|ciphertext| Some(key.open(ciphertext)?.body)).collect()
}

/// The requests in a message.
pub fn opened(body: &[u8]) -> Vec<Vec<u8>> {
    let message = Message { msg_id: 4, seqno: 1, body: body.to_vec() };
    let messages = envelope::open(message).unwrap_or_default();
    messages.into_iter().map(|message| message.body).collect()
}
