//! Connections by the thousand that say nothing, or half of something.

use std::fs;
use std::time::Duration;

use grammers_client::tl::{Serializable, functions as f};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::exchange::random;
use crate::support::{OLEG, PATIENCE, VERA, World};

/// How many are opened where the system allows it.
const MANY: usize = 2000;
/// How long a client may take until it says something under a key.
const INTRODUCTION: Duration = Duration::from_secs(60);

#[tokio::test]
async fn two_people_talk_while_thousands_say_nothing_and_are_let_go() {
    let world = World::new().await;
    let mut vera = world.login(VERA).await;
    let mut oleg = world.login(OLEG).await;
    let (to_oleg, to_vera) = (vera.peer("oleg").await, oleg.peer("vera").await);

    // Nothing; a tag; half of one; half a header of obfuscation; a frame of a
    // mebibyte that begins; a frame under a key that nobody knows.
    let unknown = [&[0xee; 4], &40u32.to_le_bytes()[..], &random::<40>()].concat();
    let beginnings: [&[u8]; 7] = [
        &[],
        &[0xef],
        &[0xee; 4],
        &[0xdd; 3],
        &[1; 63],
        &[0xee, 0xee, 0xee, 0xee, 0, 0, 0x10, 0, 7, 7, 7, 7],
        &unknown,
    ];
    let mut silent = Vec::new();
    for beginning in beginnings.iter().cycle().take(MANY.min(open_files_allowed())) {
        let mut stream = TcpStream::connect(world.sandbox.address()).await.unwrap();
        stream.write_all(beginning).await.unwrap();
        silent.push(stream);
    }
    let mut hesitant = TcpStream::connect(world.sandbox.address()).await.unwrap();
    begin_exchange(&mut hesitant).await;
    silent.push(hesitant);

    vera.say(to_oleg, "quiet here").await;
    assert_eq!(oleg.hear().await.text(), "quiet here");

    world.pass(INTRODUCTION);
    for mut stream in silent {
        let ended = async { while stream.read(&mut [0; 64]).await.is_ok_and(|read| read > 0) {} };
        timeout(PATIENCE, ended).await.expect("the sandbox hangs up");
    }
    // Those who have a key were not let go: these clients do not come again.
    oleg.say(to_vera, "as always").await;
    // Her own message is news for her client as well.
    while vera.hear().await.text() != "as always" {}
}

/// Asks for a key, and hears the first answer.
async fn begin_exchange(stream: &mut TcpStream) {
    let ask = f::ReqPqMulti { nonce: random() }.to_bytes();
    let (length, frame) = (ask.len() as u32, ask.len() as u32 + 20);
    let header = [&[0xee; 4], &frame.to_le_bytes()[..], &[0; 16], &length.to_le_bytes()];
    stream.write_all(&[&header.concat()[..], &ask].concat()).await.unwrap();
    let answer = timeout(PATIENCE, stream.read(&mut [0; 64])).await.expect("an answer");
    assert!(answer.unwrap() > 0);
}

/// How many connections this process may hold, each of which has both its ends
/// here, with some files left over for others.
fn open_files_allowed() -> usize {
    let limits = fs::read_to_string("/proc/self/limits").unwrap();
    let files = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap();
    let files: usize = files.split_whitespace().next().unwrap().parse().unwrap_or(usize::MAX);
    files.saturating_sub(300) / 2
}
