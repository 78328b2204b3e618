//! Small messages that would become large ones.

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use grammers_client::tl::{Identifiable, Serializable, enums, types};

use crate::protocol::{container, greeted_with, ping};
use crate::support::raw::{Raw, msg_id};
use crate::support::{OLEG, VERA, World};

/// A packed object that unpacks to `data`.
fn packed(data: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(data).unwrap();
    let mut body = 0x3072_cfa1_u32.to_bytes();
    gzip.finish().unwrap().serialize(&mut body);
    body
}

/// Sends a body and returns the code with which it is refused.
async fn refused(raw: &mut Raw, id: i64, body: &[u8]) -> i32 {
    raw.send(id, 4, body).await;
    let enums::BadMsgNotification::Notification(bad) = raw.hear().await.object() else {
        panic!("not refused");
    };
    assert_eq!(bad.bad_msg_id, id);
    bad.error_code
}

#[tokio::test]
async fn bombs_of_every_make_are_refused_while_others_talk() {
    let world = World::new().await;
    // One key on several connections, which is not what is tried here.
    world.control().set_kills_duplicated_keys(false);
    let mut vera = world.login(VERA).await;
    let oleg = world.login(OLEG).await;
    let to_vera = oleg.peer("vera").await;

    let nothing = vec![0; 8 * 1024 * 1024];
    let bomb = packed(&nothing);
    // As many as a container may hold, each of which alone would be borne.
    let half = packed(&nothing[..64 * 1024]);
    let many: Vec<_> = (0..1020).map(|i| (i * 4, 1, half.clone())).collect();
    let too_many: Vec<_> = (0..1021).map(|i| (i * 4, 1, ping(i))).collect();
    let nested = container(&[(4, 1, container(&[(8, 1, ping(1))]))]);
    let packed_container = packed(&container(&[(4, 1, container(&[]))]));
    // Packed within a container within a pack.
    let russian_doll = packed(&container(&[(4, 1, packed(&nothing))]));
    let deep = packed(&0xa87b_0a1c_u32.to_le_bytes().repeat(500_000));
    let bombs = [
        bomb,
        container(&many),
        container(&too_many),
        nested,
        packed_container,
        russian_doll,
        deep,
    ];

    let mut attackers = Vec::new();
    for _ in 0..4 {
        attackers.push(greeted_with(&world, vera.key()).await);
    }
    for (round, bomb) in bombs.iter().enumerate() {
        let id = msg_id(Duration::ZERO) + round as i64 * 8;
        for attacker in &mut attackers {
            assert_eq!(refused(attacker, id, bomb).await, 64, "bomb {round}");
            attacker.send(id + 4, 3, &ping(round as i64)).await;
            let heard = attacker.hear().await;
            assert_eq!(heard.constructor(), types::Pong::CONSTRUCTOR_ID);
        }
        let text = format!("after bomb {round}");
        oleg.say(to_vera, &text).await;
        assert_eq!(vera.hear().await.text(), text);
    }
}

#[tokio::test]
async fn a_pack_within_a_pack_is_not_opened() {
    let world = World::new().await;
    // One key on several connections, which is not what is tried here.
    world.control().set_kills_duplicated_keys(false);
    let vera = world.login(VERA).await;
    let mut raw = greeted_with(&world, vera.key()).await;
    let id = msg_id(Duration::ZERO);
    raw.send(id, 3, &packed(&packed(&packed(&ping(1))))).await;
    let (_, enums::RpcError::Error(error)) = raw.hear().await.result();
    assert_eq!(error.error_message, "INPUT_METHOD_INVALID_812830625");
    raw.send(id + 4, 5, &ping(2)).await;
    assert_eq!(raw.hear().await.constructor(), types::Pong::CONSTRUCTOR_ID);
}

#[tokio::test]
async fn a_full_container_is_answered_in_full() {
    let world = World::new().await;
    // One key on several connections, which is not what is tried here.
    world.control().set_kills_duplicated_keys(false);
    let vera = world.login(VERA).await;
    let mut raw = greeted_with(&world, vera.key()).await;
    let id = msg_id(Duration::ZERO);
    let pings: Vec<_> = (0..1020).map(|i| (id + i * 4, 1, ping(i))).collect();
    raw.send(id + 5000, 4, &container(&pings)).await;
    for expected in 0..1020 {
        let enums::Pong::Pong(pong) = raw.hear().await.object();
        assert_eq!(pong.ping_id, expected);
    }
}
