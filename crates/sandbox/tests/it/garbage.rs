//! Whatever anybody sends, the others do not notice.

use std::time::Duration;

use grammers_client::tl::{Serializable, functions as f};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::exchange::{exchange, random};
use crate::support::raw::{Raw, msg_id};
use crate::support::{OLEG, VERA, World};

/// Sends bytes, hangs up the sending half, and reads what comes until the end.
async fn throw(world: &World, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(world.sandbox.address()).await.unwrap();
    // The sandbox may hang up in the midst of it.
    let _ = stream.write_all(bytes).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let read = timeout(Duration::from_secs(10), stream.read_to_end(&mut answer)).await;
    let _ = read.expect("the sandbox hangs up on garbage");
    answer
}

/// The first frame of a client of the full transport.
fn full(payload: &[u8]) -> Vec<u8> {
    let mut frame = (payload.len() as u32 + 12).to_le_bytes().to_vec();
    frame.extend([0; 4]);
    frame.extend(payload);
    frame.extend(crc32fast::hash(&frame).to_le_bytes());
    frame
}

#[tokio::test]
async fn garbage_over_every_transport_hurts_nobody_else() {
    let world = World::new().await;
    let mut vera = world.login(VERA).await;
    let oleg = world.login(OLEG).await;

    let noise = random::<4096>();
    let huge = (u32::MAX >> 1).to_le_bytes();
    let plain_noise = [&[0; 20], &noise[..1000]].concat();
    let cases: Vec<Vec<u8>> = vec![
        noise.to_vec(),
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".repeat(4),
        vec![0; 1000],
        vec![0xff; 1000],
        vec![0xef],
        [&[0xef], &noise[..]].concat(),
        [&[0xef, 1, 0, 0, 0, 0][..], &noise].concat(),
        [&[0xef, 0x7f, 0xff, 0xff, 0xff][..], &noise].concat(),
        [&[0xee; 4], &huge[..], &noise].concat(),
        [&[0xee; 4], &noise[..]].concat(),
        [&[0xee; 4], &0u32.to_le_bytes()[..], &noise].concat(),
        [&[0xee; 4], &1020u32.to_le_bytes()[..], &plain_noise].concat(),
        [&[0xdd; 4], &noise[..]].concat(),
        [&[0xdd; 4], &24u32.to_le_bytes()[..], &noise].concat(),
        [&huge[..], &[0; 4], &noise].concat(),
        full(&noise[..1000]),
        full(&plain_noise),
        full(&[]),
        [full(&noise[..1000]), full(&noise[..1000])].concat(),
        [&[4, 0, 0, 0, 0, 0, 0, 0][..], &noise].concat(),
    ];
    for case in &cases {
        throw(&world, case).await;
    }

    let to = oleg.peer("vera").await;
    oleg.say(to, "still here?").await;
    assert_eq!(vera.hear().await.text(), "still here?");
}

#[tokio::test]
async fn garbage_under_a_good_key_is_refused_and_the_session_lives() {
    let world = World::new().await;
    let key = exchange(world.sandbox.address(), world.sandbox.public_key()).await;
    let mut raw = Raw::connect(&world, key).await;
    let ping = f::Ping { ping_id: 1 }.to_bytes();
    let mut id = msg_id(Duration::ZERO);
    raw.send(id, 1, &ping).await;
    raw.salt = i64::from_le_bytes(raw.hear().await.body[20..28].try_into().unwrap());

    // Every method that is known, with nothing or noise for parameters.
    let methods = [
        0x0d91_a548_u32,
        0xfef4_8f62,
        0xa0f4_cb4f,
        0x4423_e6c5,
        0x63c6_6506,
        0xa677_244f,
        0x8d52_a951,
        0xd18b_4d16,
        0x19c2_f763,
        0xc1cd_5ea9,
        0xda9b_0d0d,
        0xbf94_59b7,
        0x5894_3ee2,
        0xe470_bcfd,
        0x0e30_6d3a,
    ];
    for method in methods {
        for noise in [&[][..], &random::<512>(), &[0xff; 512], &[0; 512]] {
            id += 4;
            raw.send(id, 1, &[&method.to_le_bytes()[..], noise].concat()).await;
        }
    }
    // A peer inside of a peer inside of a peer.
    let nested = [&0x4423_e6c5_u32.to_le_bytes()[..], &0xa87b_0a1c_u32.to_le_bytes().repeat(9999)];
    id += 4;
    raw.send(id, 1, &nested.concat()).await;

    id += 4;
    raw.send(id, 1, &ping).await;
    loop {
        let heard = raw.hear().await;
        if heard.constructor() == 0x3477_73c5 {
            break;
        }
    }
}

#[tokio::test]
async fn a_stream_that_is_cut_anywhere_hurts_nobody_else() {
    let world = World::new().await;
    let ask = f::ReqPqMulti { nonce: random() }.to_bytes();
    let plain = [&[0; 16], &(ask.len() as u32).to_le_bytes()[..], &ask].concat();
    let length = (plain.len() as u32).to_le_bytes();
    let streams = [
        [&[0xef, plain.len() as u8 / 4], &plain[..]].concat(),
        [&[0xee; 4], &length[..], &plain].concat(),
        [&[0xdd; 4], &length[..], &plain].concat(),
        full(&plain),
    ];
    for stream in &streams {
        for cut in 0..stream.len() {
            assert!(throw(&world, &stream[..cut]).await.is_empty(), "{cut} bytes are answered");
        }
        assert!(throw(&world, stream).await.len() > plain.len(), "the whole is answered");
    }
}

#[tokio::test]
async fn a_client_that_does_not_read_is_let_go_and_the_others_are_served() {
    let world = World::new().await;
    let oleg = world.login(OLEG).await;
    let vera = world.login(VERA).await;
    // Another session of Oleg's, which asks for updates and never reads them.
    world.control().set_kills_duplicated_keys(false);
    let mut deaf = Raw::connect(&world, oleg.key()).await;
    let id = msg_id(Duration::ZERO);
    let state = f::updates::GetState {}.to_bytes();
    deaf.send(id, 1, &state).await;
    deaf.salt = i64::from_le_bytes(deaf.hear().await.body[20..28].try_into().unwrap());
    deaf.send(id + 4, 1, &state).await;
    while deaf.hear().await.constructor() != 0xf35c_6d01 {}

    let (text, count) = ("я".repeat(4000), 3000);
    for _ in 0..count {
        world.control().send_message(VERA, OLEG, &text).unwrap();
        tokio::task::yield_now().await;
    }
    let sent = count * text.len();
    let received = deaf.drain().await;
    assert!(received < sent, "{received} of {sent} bytes were buffered");
    assert_eq!(vera.me().await.username(), Some("vera"));
    assert_eq!(oleg.me().await.username(), Some("oleg"));
}
