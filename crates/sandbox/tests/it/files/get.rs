//! Files on their way out.

use std::time::Duration;

use grammers_client::tl::{Serializable, enums, functions as f, types};
use sha2::{Digest, Sha256};

use super::{bytes, document, plain, raw, upload};
use crate::protocol::greeted_with;
use crate::support::raw::msg_id;
use crate::support::{OLEG, Person, VERA, World};

const KIB: i64 = 1024;
const MIB: i64 = 1024 * KIB;

fn location(document: &types::Document) -> types::InputDocumentFileLocation {
    types::InputDocumentFileLocation {
        id: document.id,
        access_hash: document.access_hash,
        file_reference: document.file_reference.clone(),
        thumb_size: String::new(),
    }
}

fn get(
    location: impl Into<enums::InputFileLocation>,
    offset: i64,
    limit: i64,
    precise: bool,
) -> f::upload::GetFile {
    let (location, limit) = (location.into(), limit as i32);
    f::upload::GetFile { precise, cdn_supported: false, location, offset, limit }
}

async fn file(person: &Person, request: f::upload::GetFile) -> types::upload::File {
    match person.call(request).await {
        enums::upload::File::File(file) => file,
        other => panic!("{other:?}"),
    }
}

async fn sent(person: &Person, bytes: &[u8]) -> types::Document {
    let uploaded = upload(person, bytes, "a.bin").await;
    raw(&document(person, plain(uploaded.raw)).await)
}

#[tokio::test]
async fn a_range_is_what_lies_there() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let content = bytes(2_500_001);
    let at = location(&sent(&vera, &content).await);
    for (offset, limit, precise) in [
        (0, MIB / 2, false),
        (MIB + MIB / 2, MIB / 2, false),
        (2 * MIB, MIB, false),
        (4 * KIB, 4 * KIB, false),
        (MIB - 4 * KIB, 4 * KIB, false),
        (3 * KIB, 5 * KIB, true),
        (MIB - KIB, KIB, true),
        (2 * MIB + KIB, MIB - KIB, true),
    ] {
        let got = file(&vera, get(at.clone(), offset, limit, precise)).await;
        let rest = &content[offset as usize..];
        assert!(got.bytes == rest[..rest.len().min(limit as usize)], "{offset} {limit}");
    }
    // Behind the end there is nothing.
    for offset in [3 * MIB, i64::MAX - MIB + 1] {
        assert_eq!(file(&vera, get(at.clone(), offset, 4 * KIB, false)).await.bytes, b"");
    }
}

#[tokio::test]
async fn a_whole_mebibyte_fits_into_one_answer() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let content = bytes(MIB as usize + 1);
    let at = location(&sent(&vera, &content).await);
    // grammers never asks for so much; kurigram does.
    let mut raw = greeted_with(&world, vera.key()).await;
    let id = msg_id(Duration::ZERO) + 4;
    raw.send(id, 3, &get(at, 0, MIB, false).to_bytes()).await;
    let (answered, got) = raw.hear().await.result::<enums::upload::File>();
    let enums::upload::File::File(got) = got else { panic!("elsewhere") };
    assert_eq!(answered, id);
    assert!(got.bytes == content[..MIB as usize]);
}

#[tokio::test]
async fn a_range_that_breaks_the_rules_is_refused() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let at = location(&sent(&vera, b"x").await);
    for (offset, limit, precise, expected) in [
        (1, 4 * KIB, false, "OFFSET_INVALID"),
        (KIB, 4 * KIB, false, "OFFSET_INVALID"),
        (-4 * KIB, 4 * KIB, false, "OFFSET_INVALID"),
        (512, KIB, true, "OFFSET_INVALID"),
        (0, 0, false, "LIMIT_INVALID"),
        (0, -4 * KIB, false, "LIMIT_INVALID"),
        (0, KIB, false, "LIMIT_INVALID"),
        (0, 12 * KIB, false, "LIMIT_INVALID"),
        (0, 2 * MIB, false, "LIMIT_INVALID"),
        (0, MIB + KIB, true, "LIMIT_INVALID"),
        (0, 1000, true, "LIMIT_INVALID"),
        // Over the edge of a mebibyte.
        (MIB - 4 * KIB, 8 * KIB, false, "LIMIT_INVALID"),
        (MIB - KIB, 2 * KIB, true, "LIMIT_INVALID"),
    ] {
        let refusal = vera.refusal(get(at.clone(), offset, limit, precise)).await;
        assert_eq!(refusal, expected, "{offset} {limit} {precise}");
    }
}

#[tokio::test]
async fn only_who_was_shown_a_file_gets_it() {
    let world = World::new().await;
    let (vera, oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let right = location(&sent(&vera, b"x").await);
    let changed = |change: fn(&mut types::InputDocumentFileLocation)| {
        let mut at = right.clone();
        change(&mut at);
        get(at, 0, 4 * KIB, false)
    };
    for (request, expected) in [
        (changed(|at| at.id += 1), "LOCATION_INVALID"),
        (changed(|at| at.access_hash += 1), "LOCATION_INVALID"),
        (changed(|at| at.thumb_size = "m".into()), "LOCATION_INVALID"),
        (changed(|at| at.file_reference.clear()), "FILE_REFERENCE_EMPTY"),
        (changed(|at| at.file_reference[3] ^= 1), "FILE_REFERENCE_EXPIRED"),
    ] {
        assert_eq!(vera.refusal(request).await, expected);
    }
    let as_photo = types::InputPhotoFileLocation {
        id: right.id,
        access_hash: right.access_hash,
        file_reference: right.file_reference.clone(),
        thumb_size: "x".into(),
    };
    assert_eq!(vera.refusal(get(as_photo, 0, 4 * KIB, false)).await, "LOCATION_INVALID");
    let of_passport = enums::InputFileLocation::InputTakeoutFileLocation;
    assert_eq!(vera.refusal(get(of_passport, 0, 4 * KIB, false)).await, "LOCATION_INVALID");
    // The proof is each one's own.
    assert_eq!(oleg.refusal(changed(|_| {})).await, "LOCATION_INVALID");
    let stranger = world.stranger().await;
    assert_eq!(stranger.refusal(changed(|_| {})).await, "AUTH_KEY_UNREGISTERED");
    assert_eq!(file(&vera, changed(|_| {})).await.bytes, b"x");
}

#[tokio::test]
async fn the_type_is_told_by_the_content() {
    use enums::storage::FileType;
    let world = World::new().await;
    let vera = world.login(VERA).await;
    for (content, expected) in [
        (super::png(1, 1), FileType::FilePng),
        (b"%PDF-1.7".to_vec(), FileType::FilePdf),
        (b"x".to_vec(), FileType::FileUnknown),
    ] {
        let at = location(&sent(&vera, &content).await);
        // Wherever in the file the range lies.
        for offset in [0, 4 * KIB] {
            let got = file(&vera, get(at.clone(), offset, 4 * KIB, false)).await;
            assert_eq!(got.r#type, expected);
        }
    }
}

#[tokio::test]
async fn hashes_are_those_of_the_pieces() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let content = bytes(300_000);
    let at = location(&sent(&vera, &content).await);
    let hashes = |offset| f::upload::GetFileHashes { location: at.clone().into(), offset };
    let told = vera.call(hashes(0)).await;
    let pieces: Vec<_> = content.chunks(128 * 1024).collect();
    assert_eq!(told.len(), pieces.len());
    let mut offset = 0;
    for (enums::FileHash::Hash(told), piece) in told.iter().zip(pieces) {
        assert_eq!((told.offset, told.limit as usize), (offset, piece.len()));
        assert_eq!(told.hash, Sha256::digest(piece)[..]);
        offset += piece.len() as i64;
    }
    assert_eq!(vera.call(hashes(128 * KIB)).await, told[1..]);
    assert_eq!(vera.call(hashes(MIB)).await, []);
    assert_eq!(vera.refusal(hashes(-1)).await, "OFFSET_INVALID");
}
