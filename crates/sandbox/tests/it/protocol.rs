//! MTProto's own rules, said word for word.

use std::time::Duration;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use grammers_client::tl::{Identifiable, RawVec, Serializable, enums, functions as f, types};
use std::io::Write;

use crate::messages::send;
use crate::support::exchange::exchange;
use crate::support::raw::{Raw, msg_id};
use crate::support::{VERA, World};

/// A session that has said hello, and the server's answer to it.
async fn greeted(world: &World) -> Raw {
    let key = exchange(world.sandbox.address(), world.sandbox.public_key()).await;
    greeted_with(world, key).await
}

/// One connection that has a session with a good salt.
pub(crate) async fn greeted_with(world: &World, key: [u8; 256]) -> Raw {
    let mut raw = Raw::connect(world, key).await;
    let id = msg_id(Duration::ZERO);
    raw.send(id, 1, &ping(1)).await;
    let enums::BadMsgNotification::BadServerSalt(bad) = raw.hear().await.object() else {
        panic!("a salt of 0 was taken");
    };
    assert_eq!((bad.bad_msg_id, bad.error_code), (id, 48));
    raw.salt = bad.new_server_salt;
    let id = id + 4;
    raw.send(id, 1, &ping(2)).await;
    let enums::NewSession::Created(created) = raw.hear().await.object();
    assert_eq!((created.first_msg_id, created.server_salt), (id, raw.salt));
    let enums::Pong::Pong(pong) = raw.hear().await.object();
    assert_eq!((pong.msg_id, pong.ping_id), (id, 2));
    raw
}

pub(crate) fn ping(ping_id: i64) -> Vec<u8> {
    f::Ping { ping_id }.to_bytes()
}

pub(crate) fn container(messages: &[(i64, i32, Vec<u8>)]) -> Vec<u8> {
    let mut body = 0x73f1_f8dc_u32.to_bytes();
    (messages.len() as u32).serialize(&mut body);
    for (msg_id, seqno, inner) in messages {
        msg_id.serialize(&mut body);
        seqno.serialize(&mut body);
        (inner.len() as u32).serialize(&mut body);
        body.extend(inner);
    }
    body
}

#[tokio::test]
async fn a_salt_is_demanded_and_a_session_announced() {
    let world = World::new().await;
    greeted(&world).await;
}

#[tokio::test]
async fn the_salts_given_ahead_are_as_many_as_asked_for_and_good_in_their_time() {
    let world = World::new().await;
    let mut raw = greeted(&world).await;
    let request = msg_id(Duration::ZERO);
    raw.send(request, 3, &f::GetFutureSalts { num: 64 }.to_bytes()).await;
    let enums::FutureSalts::Salts(types::FutureSalts { req_msg_id, now, salts: RawVec(salts) }) =
        raw.hear().await.object();
    assert_eq!((req_msg_id, salts.len()), (request, 64));

    // An hour later the old one is refused and the one meant for then is taken.
    let later = Duration::from_secs(3600);
    world.pass(later);
    raw.send(msg_id(later), 5, &ping(3)).await;
    assert_eq!(raw.hear().await.constructor(), types::BadServerSalt::CONSTRUCTOR_ID);
    let then = now + 3600;
    let salt = salts.iter().rev().find(|salt| salt.valid_since <= then).unwrap();
    raw.salt = salt.salt;
    raw.send(msg_id(later), 7, &ping(4)).await;
    assert_eq!(raw.hear().await.constructor(), types::Pong::CONSTRUCTOR_ID);
}

#[tokio::test]
async fn a_session_begins_with_the_first_message_of_its_container() {
    let world = World::new().await;
    let mut raw = greeted(&world).await;
    let (old, salt) = (raw.session_id, raw.salt);
    raw.session_id = old.wrapping_add(1);
    let id = msg_id(Duration::ZERO);
    let messages = [(id + 4, 3, ping(2)), (id, 1, ping(1))];
    raw.send(id + 8, 4, &container(&messages)).await;
    let enums::NewSession::Created(created) = raw.hear().await.object();
    assert_eq!((created.first_msg_id, created.server_salt), (id, salt));
    assert_ne!(created.unique_id, raw.session_id);
}

#[tokio::test]
async fn an_answer_does_not_overtake_what_happened_before_it() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let to_oleg = vera.peer("oleg").await;
    let key = vera.key();
    vera.leave().await;
    // Two devices on one connection, as far as the server can tell.
    let mut raw = greeted_with(&world, key).await;
    let phone = raw.session_id;
    let tablet = phone.wrapping_add(1);
    raw.session_id = tablet;
    raw.send(msg_id(Duration::ZERO), 1, &f::updates::GetState {}.to_bytes()).await;
    assert_eq!(raw.hear().await.constructor(), types::NewSessionCreated::CONSTRUCTOR_ID);
    raw.hear().await.result::<enums::updates::State>();

    // The server reads both at once: the second is answered when the first is
    // news for the tablet.
    let id = msg_id(Duration::ZERO);
    raw.session_id = phone;
    raw.send(id, 3, &send(to_oleg, "раз", 1).to_bytes()).await;
    raw.session_id = tablet;
    raw.send(id + 4, 3, &send(to_oleg, "два", 2).to_bytes()).await;

    let mut to_tablet = Vec::new();
    while to_tablet.len() < 2 {
        let (session, heard) = raw.hear_any().await;
        if session == tablet {
            to_tablet.push(heard);
        }
    }
    let enums::Updates::Updates(news) = to_tablet[0].object() else { panic!("no news first") };
    let [enums::Update::NewMessage(first)] = &news.updates[..] else { panic!("{news:?}") };
    let (_, answer) = to_tablet[1].result::<enums::Updates>();
    let enums::Updates::UpdateShortSentMessage(second) = answer else { panic!("{answer:?}") };
    assert_eq!(second.pts, first.pts + 1);
}

#[tokio::test]
async fn message_ids_out_of_time_or_of_the_servers_kind_are_refused() {
    let world = World::new().await;
    let mut raw = greeted(&world).await;
    let now = msg_id(Duration::ZERO);
    for (id, code) in [(now - (400 << 32), 16), (now + (60 << 32), 17), (now + 1, 18)] {
        raw.send(id, 3, &ping(1)).await;
        let enums::BadMsgNotification::Notification(bad) = raw.hear().await.object() else {
            panic!("not refused");
        };
        assert_eq!((bad.bad_msg_id, bad.error_code), (id, code));
    }
}

#[tokio::test]
async fn a_message_that_comes_twice_is_done_once() {
    let world = World::new().await;
    let mut raw = greeted(&world).await;
    let id = msg_id(Duration::ZERO);
    let ask = f::help::GetNearestDc {}.to_bytes();
    raw.send(id, 3, &ask).await;
    let answer = raw.hear().await;
    raw.send(id, 3, &ask).await;
    let again = raw.hear().await;
    assert_eq!((again.msg_id, again.body), (answer.msg_id, answer.body));

    // Once it has said that it has the answer, it is not kept for it.
    let ack = types::MsgsAck { msg_ids: vec![answer.msg_id] };
    raw.send(id + 8, 4, &enums::MsgsAck::Ack(ack).to_bytes()).await;
    raw.send(id, 3, &ask).await;
    let enums::BadMsgNotification::Notification(bad) = raw.hear().await.object() else {
        panic!("not refused");
    };
    assert_eq!((bad.bad_msg_id, bad.error_code), (id, 20));

    raw.send(id + 4, 4, &state_request(vec![id, id + 400])).await;
    let enums::MsgsStateInfo::Info(state) = raw.hear().await.object();
    assert_eq!(state.info, [4, 2]);
}

fn state_request(msg_ids: Vec<i64>) -> Vec<u8> {
    enums::MsgsStateReq::Req(types::MsgsStateReq { msg_ids }).to_bytes()
}

#[tokio::test]
async fn containers_and_packed_requests_are_opened_and_long_answers_packed() {
    let world = World::new().await;
    let mut raw = greeted(&world).await;
    let id = msg_id(Duration::ZERO);
    let ask = f::help::GetNearestDc {}.to_bytes();
    let packed = |bytes: Vec<u8>| {
        let mut body = 0x3072_cfa1_u32.to_bytes();
        bytes.serialize(&mut body);
        body
    };
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(&ask).unwrap();
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(&ask).unwrap();
    let messages = [
        (id, 3, ask),
        (id + 4, 5, packed(gzip.finish().unwrap())),
        (id + 8, 7, packed(zlib.finish().unwrap())),
    ];
    raw.send(id + 12, 8, &container(&messages)).await;
    for expected in [id, id + 4, id + 8] {
        let (request, enums::NearestDc::Dc(_)) = raw.hear().await.result();
        assert_eq!(request, expected);
    }
}

#[tokio::test]
async fn a_container_that_lies_is_refused_and_the_session_lives() {
    let world = World::new().await;
    let mut raw = greeted(&world).await;
    let id = msg_id(Duration::ZERO);
    let mut lie = 0x73f1_f8dc_u32.to_bytes();
    3u32.serialize(&mut lie);
    raw.send(id, 4, &lie).await;
    let enums::BadMsgNotification::Notification(bad) = raw.hear().await.object() else {
        panic!("not refused");
    };
    assert_eq!((bad.bad_msg_id, bad.error_code), (id, 64));
    raw.send(id + 4, 3, &ping(9)).await;
    assert_eq!(raw.hear().await.constructor(), types::Pong::CONSTRUCTOR_ID);
}

#[tokio::test]
async fn an_answer_that_was_not_acknowledged_comes_again_on_the_next_connection() {
    let world = World::new().await;
    let key = exchange(world.sandbox.address(), world.sandbox.public_key()).await;
    let mut first = greeted_with(&world, key).await;
    let ask = f::help::GetNearestDc {}.to_bytes();
    let id = msg_id(Duration::ZERO);
    first.send(id, 3, &ask).await;
    let answer = first.hear().await;
    let id = id + 4;
    first.send(id, 5, &ask).await;
    let acknowledged = first.hear().await;
    let ack = types::MsgsAck { msg_ids: vec![acknowledged.msg_id] };
    first.send(id + 4, 6, &enums::MsgsAck::Ack(ack).to_bytes()).await;
    first.send(id + 8, 7, &ping(4)).await;
    assert_eq!(first.hear().await.constructor(), types::Pong::CONSTRUCTOR_ID);

    let mut second = Raw::connect(&world, key).await;
    (second.session_id, second.salt) = (first.session_id, first.salt);
    second.send(id + 12, 9, &ping(5)).await;
    let mut again = Vec::new();
    let pong = loop {
        let heard = second.hear().await;
        if heard.constructor() == types::Pong::CONSTRUCTOR_ID {
            break heard;
        }
        again.push(heard);
    };
    assert!(again.iter().any(|m| (m.msg_id, &m.body) == (answer.msg_id, &answer.body)));
    assert!(again.iter().all(|m| m.msg_id != acknowledged.msg_id));
    assert!(pong.msg_id > answer.msg_id && pong.seqno % 2 == 0);
}

#[tokio::test]
async fn a_session_can_be_destroyed_by_another_of_the_same_key() {
    let world = World::new().await;
    let key = exchange(world.sandbox.address(), world.sandbox.public_key()).await;
    let old = greeted_with(&world, key).await;
    let mut new = greeted_with(&world, key).await;
    let session_id = old.session_id;
    let id = msg_id(Duration::ZERO);
    new.send(id, 3, &f::DestroySession { session_id }.to_bytes()).await;
    assert_eq!(new.hear().await.constructor(), types::DestroySessionOk::CONSTRUCTOR_ID);
    new.send(id + 4, 5, &f::DestroySession { session_id }.to_bytes()).await;
    assert_eq!(new.hear().await.constructor(), types::DestroySessionNone::CONSTRUCTOR_ID);
}

#[tokio::test]
async fn an_unknown_method_and_a_cut_one_are_refused_by_name() {
    let world = World::new().await;
    let mut raw = greeted(&world).await;
    let id = msg_id(Duration::ZERO);
    let refusal = |heard: crate::support::raw::Heard| {
        let (_, enums::RpcError::Error(error)) = heard.result();
        (error.error_code, error.error_message)
    };
    raw.send(id, 3, &0x1234_5678_u32.to_bytes()).await;
    let unknown = (400, "INPUT_METHOD_INVALID_305419896".to_owned());
    assert_eq!(refusal(raw.hear().await), unknown);
    raw.send(id + 4, 5, &f::users::GetUsers::CONSTRUCTOR_ID.to_bytes()).await;
    assert_eq!(refusal(raw.hear().await), (400, "INPUT_FETCH_ERROR".to_owned()));
}

#[tokio::test]
async fn a_client_that_promised_to_ping_and_does_not_is_let_go() {
    let world = World::new().await;
    let mut raw = greeted(&world).await;
    let ping = f::PingDelayDisconnect { ping_id: 6, disconnect_delay: 1 };
    raw.send(msg_id(Duration::ZERO), 3, &ping.to_bytes()).await;
    assert_eq!(raw.hear().await.constructor(), types::Pong::CONSTRUCTOR_ID);
    assert!(raw.is_closed().await);
}
