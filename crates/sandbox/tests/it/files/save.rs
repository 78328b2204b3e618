//! Files on their way in.

use std::time::Duration;

use grammers_client::tl::{enums, functions as f, types};

use super::{bytes, document, download, plain, upload, upload_media};
use crate::support::{OLEG, Person, VERA, World};

const KIB: usize = 1024;
const PART: usize = 512 * KIB;

fn part(file_id: i64, file_part: i32, bytes: &[u8]) -> f::upload::SaveFilePart {
    f::upload::SaveFilePart { file_id, file_part, bytes: bytes.to_vec() }
}

fn big_part(file_id: i64, file_part: i32, total: i32, bytes: &[u8]) -> f::upload::SaveBigFilePart {
    let bytes = bytes.to_vec();
    f::upload::SaveBigFilePart { file_id, file_part, file_total_parts: total, bytes }
}

fn small(id: i64, parts: i32) -> enums::InputFile {
    summed(id, parts, "")
}

fn summed(id: i64, parts: i32, md5: &str) -> enums::InputFile {
    types::InputFile { id, parts, name: "a.bin".into(), md5_checksum: md5.into() }.into()
}

fn big(id: i64, parts: i32) -> enums::InputFile {
    types::InputFileBig { id, parts, name: "a.bin".into() }.into()
}

async fn refusal_of(person: &Person, file: enums::InputFile) -> String {
    person.refusal(upload_media(plain(file))).await
}

#[tokio::test]
async fn files_of_any_size_come_back_byte_for_byte() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    for size in [1, 3, PART - 1, PART, PART + 1, 2 * PART, 3 * PART + 5] {
        let sent = bytes(size);
        let uploaded = upload(&vera, &sent, "a.bin").await;
        let document = document(&vera, plain(uploaded.raw)).await;
        assert_eq!(document.size(), Some(size));
        assert!(download(&vera, &document).await == sent, "{size} bytes");
    }
}

#[tokio::test]
async fn a_big_file_comes_back_byte_for_byte_after_a_restart_too() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    // From here on grammers sends big parts, several at once.
    let sent = bytes(10 * 1024 * KIB + 1);
    let uploaded = upload(&vera, &sent, "big.bin").await;
    assert!(matches!(uploaded.raw, enums::InputFile::Big(_)));
    let document = document(&vera, plain(uploaded.raw)).await;
    assert!(download(&vera, &document).await == sent);
    let session = vera.leave().await;
    let world = world.restarted().await;
    let vera = Person::connect(session).await;
    assert!(download(&vera, &document).await == sent);
    drop(world);
}

#[tokio::test]
async fn parts_come_in_any_order_twice_and_on_several_connections() {
    let world = World::new().await;
    let (phone, laptop) = (world.login(VERA).await, world.login(VERA).await);
    let sent = bytes(3 * KIB + 100);
    let parts: Vec<_> = sent.chunks(KIB).collect();
    assert!(phone.call(part(7, 3, parts[3])).await);
    assert!(laptop.call(part(7, 1, parts[0])).await);
    assert!(laptop.call(part(7, 2, parts[2])).await);
    let (first, second) =
        tokio::join!(phone.call(part(7, 1, parts[1])), laptop.call(part(7, 0, parts[0])));
    assert!(first && second);
    // In whatever way it is asked, the same parts make the same file.
    for person in [&phone, &laptop] {
        let document = document(person, plain(small(7, 4))).await;
        assert!(download(person, &document).await == sent);
    }
    // Another person's upload of the same name is another upload.
    let oleg = world.login(OLEG).await;
    assert_eq!(refusal_of(&oleg, small(7, 4)).await, "FILE_PART_MISSING");
}

#[tokio::test]
async fn a_stream_says_how_many_parts_it_had_with_the_last() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let sent = bytes(2 * KIB + 1);
    vera.call(big_part(8, 0, -1, &sent[..KIB])).await;
    vera.call(big_part(8, 1, -1, &sent[KIB..2 * KIB])).await;
    vera.call(big_part(8, 2, 3, &sent[2 * KIB..])).await;
    let document = document(&vera, plain(big(8, 3))).await;
    assert!(download(&vera, &document).await == sent);
}

#[tokio::test]
async fn a_part_that_cannot_be_is_refused() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let many = bytes(PART + 1);
    let cases = [
        (0, "", "FILE_PART_EMPTY"),
        (0, "too big", "FILE_PART_TOO_BIG"),
        (-1, "x", "FILE_PART_INVALID"),
        (4000, "x", "FILE_PART_INVALID"),
    ];
    for (number, content, expected) in cases {
        let content = if content == "too big" { &many } else { content.as_bytes() };
        assert_eq!(vera.refusal(part(1, number, content)).await, expected);
    }
    let kib = &many[..KIB];
    let cases = [
        (0, 0, kib, "FILE_PARTS_INVALID"),
        (0, 4001, kib, "FILE_PARTS_INVALID"),
        (0, -2, kib, "FILE_PARTS_INVALID"),
        (2, 2, kib, "FILE_PART_INVALID"),
        (0, 2, &many[..1000], "FILE_PART_SIZE_INVALID"),
        (0, 2, &many[..3 * KIB], "FILE_PART_SIZE_INVALID"),
    ];
    for (number, total, content, expected) in cases {
        assert_eq!(vera.refusal(big_part(1, number, total, content)).await, expected);
    }
    vera.call(big_part(2, 0, 2, kib)).await;
    assert_eq!(vera.refusal(big_part(2, 1, 3, kib)).await, "FILE_PARTS_INVALID");
    assert!(vera.call(part(3, 3999, b"x")).await, "the last part that can be");
    let stranger = world.stranger().await;
    assert_eq!(stranger.refusal(part(1, 0, kib)).await, "AUTH_KEY_UNREGISTERED");
}

#[tokio::test]
async fn parts_that_make_no_file_are_refused() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let content = bytes(4 * KIB);
    let kib = &content[..KIB];
    assert_eq!(refusal_of(&vera, small(1, 0)).await, "FILE_PARTS_INVALID");
    assert_eq!(refusal_of(&vera, small(1, 4001)).await, "FILE_PARTS_INVALID");
    assert_eq!(refusal_of(&vera, small(1, 1)).await, "FILE_PART_MISSING");

    vera.call(part(1, 0, kib)).await;
    vera.call(part(1, 2, kib)).await;
    let missing = vera.client.invoke(&upload_media(plain(small(1, 3)))).await.unwrap_err();
    assert!(missing.to_string().contains("value: 1"), "{missing}");
    assert_eq!(refusal_of(&vera, small(1, 1)).await, "FILE_PARTS_INVALID");
    // A big file under the same name is another one.
    assert_eq!(refusal_of(&vera, big(1, 1)).await, "FILE_PART_MISSING");

    let cases: [(&[usize], &str); 4] = [
        (&[1000, 1000], "FILE_PART_SIZE_INVALID"),
        (&[3 * KIB, 1], "FILE_PART_SIZE_INVALID"),
        (&[2 * KIB, KIB, KIB], "FILE_PART_SIZE_CHANGED"),
        (&[KIB, KIB + 1], "FILE_PART_LENGTH_INVALID"),
    ];
    for (id, (lengths, expected)) in (10..).zip(cases) {
        for (number, length) in (0..).zip(lengths) {
            vera.call(part(id, number, &content[..*length])).await;
        }
        assert_eq!(refusal_of(&vera, small(id, lengths.len() as i32)).await, expected);
    }
}

#[tokio::test]
async fn a_checksum_is_checked_if_there_is_one() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    vera.call(part(1, 0, b"abc")).await;
    for md5 in ["900150983cd24fb0d6963f7d28e17f72", "900150983CD24FB0D6963F7D28E17F72", ""] {
        let document = document(&vera, plain(summed(1, 1, md5))).await;
        assert_eq!(download(&vera, &document).await, b"abc");
    }
    for md5 in ["900150983cd24fb0d6963f7d28e17f73", "nonsense"] {
        assert_eq!(refusal_of(&vera, summed(1, 1, md5)).await, "MD5_CHECKSUM_INVALID");
    }
    // What was refused left nothing behind.
    let kept = std::fs::read_dir(world.dir.path().join("files")).unwrap().count();
    assert_eq!(kept, 3);
}

#[tokio::test]
async fn an_upload_that_nothing_is_added_to_is_forgotten() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    vera.call(part(1, 0, b"abc")).await;
    world.pass(Duration::from_secs(3599));
    vera.call(part(2, 0, b"abc")).await;
    document(&vera, plain(small(1, 1))).await;
    world.pass(Duration::from_secs(2));
    vera.call(part(3, 0, b"abc")).await;
    assert_eq!(refusal_of(&vera, small(1, 1)).await, "FILE_PART_MISSING");
    document(&vera, plain(small(2, 1))).await;

    let session = vera.leave().await;
    let world = world.restarted().await;
    let vera = Person::connect(session).await;
    assert_eq!(refusal_of(&vera, small(2, 1)).await, "FILE_PART_MISSING");
    let left = std::fs::read_dir(world.dir.path().join("uploads")).unwrap().count();
    assert_eq!(left, 0);
}
