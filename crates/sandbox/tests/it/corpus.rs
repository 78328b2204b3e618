//! The corpus of the fuzz targets (`fuzz/corpus`) goes through what they call,
//! and so does what grammers sends today.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use grammers_client::tl::{Deserializable, Identifiable, enums, functions as f, types};
use grammers_mtproto::transport::{Abridged, Full, Intermediate, Obfuscated, Transport};
use parking_lot::Mutex;
use sandbox::fuzz::{self, Api};
use sha1::{Digest, Sha1};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::exchange::{Inner, Padding, exchange, exchange_by};
use crate::support::padded::Padded;
use crate::support::{OLEG, Person, VERA, World, any, session};

/// The targets, and the least that the corpus of each holds.
const TARGETS: [(&str, usize); 3] = [("transport", 7), ("envelope", 10), ("api", 20)];

/// Where the corpus of a target lies.
fn corpus(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target)
}

/// Does what a target does.
fn run(target: &str, api: &Api, input: &[u8]) {
    match target {
        "transport" => fuzz::transport(input),
        "envelope" => fuzz::envelope(input),
        "api" => drop(api.answer(input).unwrap()),
        _ => panic!("no such target"),
    }
}

#[test]
fn what_the_corpus_holds_is_borne() {
    let folder = tempfile::tempdir().unwrap();
    let api = Api::new(folder.path()).unwrap();
    for (target, least) in TARGETS {
        let mut files = 0;
        for entry in fs::read_dir(corpus(target)).unwrap() {
            run(target, &api, &fs::read(entry.unwrap().path()).unwrap());
            files += 1;
        }
        assert!(files >= least, "{target} has {files} inputs");
    }
}

#[tokio::test]
async fn what_grammers_sends_is_borne_and_understood() {
    let world = World::new().await;
    let tap = Tap::new(&world).await;
    let key = exchange(world.sandbox.address(), world.sandbox.public_key()).await;
    let vera = Person::connect(session(tap.address, key)).await;
    talk(&world, vera).await;
    agree(&world, &tap, Abridged::new()).await;
    agree(&world, &tap, Intermediate::new()).await;
    agree(&world, &tap, Padded::default()).await;
    agree(&world, &tap, Full::new()).await;
    agree(&world, &tap, Obfuscated::new(Abridged::new())).await;
    agree(&world, &tap, Obfuscated::new(Intermediate::new())).await;

    let folder = tempfile::tempdir().unwrap();
    let api = Api::new(folder.path()).unwrap();
    let mut found = Vec::new();
    let mut conversation = Vec::new();
    for stream in tap.streams.lock().iter().map(|stream| stream.lock().clone()) {
        found.push(("transport", [&[7], &stream[..stream.len().min(1500)]].concat()));
        for message in fuzz::messages(key, &stream) {
            for request in fuzz::opened(&message) {
                let input = fuzz::request(0, &request).unwrap();
                conversation.extend(&input);
                found.push(("api", input));
            }
            found.push(("envelope", message));
        }
    }
    for (target, input) in &found {
        run(target, &api, input);
    }
    let answers = api.answer(&conversation).unwrap();
    for answer in &answers {
        if let Ok(enums::RpcError::Error(error)) = enums::RpcError::from_bytes(answer) {
            let known = ["PHONE_CODE_EXPIRED", "PHONE_CODE_INVALID", "USER_ID_INVALID"];
            assert!(known.contains(&&error.error_message[..]), "{error:?}");
        }
    }
    let sent = |id: u32| answers.iter().any(|answer| answer.starts_with(&id.to_le_bytes()));
    assert!(sent(types::UpdateShortSentMessage::CONSTRUCTOR_ID), "a message is sent");

    if std::env::var("SANDBOX_CORPUS").is_ok_and(|wish| wish == "record") {
        found.push(("api", conversation));
        for (target, input) in &found {
            let hash = Sha1::digest(input);
            let name: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            fs::create_dir_all(corpus(target)).unwrap();
            fs::write(corpus(target).join(name), input).unwrap();
        }
    }
}

/// Agrees on a key, over any transport.
async fn agree<T: Transport>(world: &World, tap: &Tap, transport: T) {
    let public = world.sandbox.public_key();
    exchange_by(transport, tap.address, public, Padding::RsaPad, Inner::Plain).await;
}

/// A person logs in and does what people do.
async fn talk(world: &World, vera: Person) {
    let token = vera.request_code(VERA).await;
    let code = world.control().login_code(VERA).unwrap();
    vera.client.sign_in(&token, &code).await.unwrap();
    let mut vera = vera.start_updates().await;
    vera.me().await;
    let oleg = vera.peer("oleg").await;
    vera.say(oleg, "are you there?").await;
    world.control().send_message(OLEG, VERA, "yes").unwrap();
    while vera.hear().await.text() != "yes" {}
    let mut dialogs = vera.client.iter_dialogs();
    while dialogs.next().await.unwrap().is_some() {}
    let mut history = vera.client.iter_messages(oleg);
    while history.next().await.unwrap().is_some() {}
    vera.client.mark_as_read(oleg).await.unwrap();
    let action = enums::SendMessageAction::SendMessageTypingAction;
    vera.call(f::messages::SetTyping { peer: oleg.into(), top_msg_id: None, action }).await;
    vera.call(f::account::UpdateStatus { offline: false }).await;
    vera.call(f::contacts::GetContacts { hash: 0 }).await;
    vera.leave().await;
}

/// All that one connection has sent.
type Stream = Arc<Mutex<Vec<u8>>>;

/// A way to the sandbox on which all that clients send is written down.
struct Tap {
    address: std::net::SocketAddr,
    streams: Arc<Mutex<Vec<Stream>>>,
}

impl Tap {
    async fn new(world: &World) -> Tap {
        let listener = TcpListener::bind(any()).await.unwrap();
        let address = listener.local_addr().unwrap();
        let streams = Arc::new(Mutex::new(Vec::new()));
        let (all, sandbox) = (Arc::clone(&streams), world.sandbox.address());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let stream = Stream::default();
                all.lock().push(Arc::clone(&stream));
                let server = TcpStream::connect(sandbox).await.unwrap();
                let ((mut from, mut to), (mut back, mut forth)) =
                    (client.into_split(), server.into_split());
                tokio::spawn(async move { tokio::io::copy(&mut back, &mut to).await });
                tokio::spawn(async move {
                    let mut bytes = [0; 4096];
                    while let Ok(count @ 1..) = from.read(&mut bytes).await {
                        stream.lock().extend(&bytes[..count]);
                        if forth.write_all(&bytes[..count]).await.is_err() {
                            break;
                        }
                    }
                });
            }
        });
        Tap { address, streams }
    }
}
