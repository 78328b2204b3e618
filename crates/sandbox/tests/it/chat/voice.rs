//! Messages that carry files: voice notes, albums, and what is sent twice.

use std::time::Duration;

use grammers_client::media::{Attribute, Media};
use grammers_client::message::InputMessage;
use grammers_client::tl::{enums, functions as f};

use super::next;
use crate::files::{bytes, plain, upload};
use crate::support::{OLEG, Person, VERA, World};

/// A voice note of some bytes.
async fn voice(person: &Person, content: &[u8]) -> InputMessage {
    let uploaded = upload(person, content, "voice.ogg").await;
    let duration = Duration::from_secs(3);
    let waveform = Some(vec![0b10101; 63]);
    InputMessage::new()
        .document(uploaded)
        .mime_type("audio/ogg")
        .attribute(Attribute::Voice { duration, waveform })
}

async fn download(person: &Person, media: &Media) -> Vec<u8> {
    let mut parts = person.client.iter_download(media);
    let mut all = Vec::new();
    while let Some(part) = parts.next().await.unwrap() {
        all.extend(part);
    }
    all
}

#[tokio::test]
async fn a_voice_note_arrives_byte_for_byte_and_is_seen_listened_to() {
    let world = World::new().await;
    let (mut vera, mut oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let to_oleg = vera.peer("oleg").await;
    let content = [&b"OggS"[..], &bytes(70_001)].concat();
    let note = voice(&vera, &content).await.text("слушай");
    let sent = Box::pin(vera.client.send_message(to_oleg, note)).await.unwrap();
    assert!(sent.media_unread());

    let heard = oleg.hear().await;
    assert_eq!((heard.text(), heard.media_unread()), ("слушай", true));
    let media = heard.media().unwrap();
    let Media::Document(document) = &media else { panic!("{media:?}") };
    assert!(document.raw.voice);
    let Some(enums::Document::Document(raw)) = &document.raw.document else { panic!() };
    let audio = raw.attributes.iter().find_map(|attribute| match attribute {
        enums::DocumentAttribute::Audio(audio) => Some(audio.clone()),
        _ => None,
    });
    let audio = audio.unwrap();
    assert_eq!((audio.duration, audio.waveform), (3, Some(vec![0b10101; 63])));
    assert_eq!(download(&oleg, &media).await, content);

    // The ear of the one is the tick of the other.
    let listened = f::messages::ReadMessageContents { id: vec![heard.id()] };
    let enums::messages::AffectedMessages::Messages(affected) = oleg.call(listened.clone()).await;
    assert_eq!(affected.pts_count, 1);
    let seen = next(&mut vera, |update| match update {
        enums::Update::ReadMessagesContents(read) => Some(read.messages),
        _ => None,
    });
    assert_eq!(seen.await, [sent.id()]);
    let enums::messages::AffectedMessages::Messages(again) = oleg.call(listened).await;
    assert_eq!(again.pts_count, 0);
    let chat = world.control().conversation(VERA, OLEG).unwrap();
    assert!(chat[0].heard);
}

#[tokio::test]
async fn a_file_sent_twice_under_one_random_id_is_there_once() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let oleg = vera.peer("oleg").await;
    let uploaded = upload(&vera, &bytes(5000), "a.bin").await;
    let media = plain(uploaded.raw);
    let request = f::messages::SendMedia {
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer: oleg.into(),
        reply_to: None,
        media: media.into(),
        message: String::new(),
        random_id: 5,
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
    };
    let id = |answer| {
        let enums::Updates::Updates(updates) = answer else { panic!("{answer:?}") };
        updates.updates.iter().find_map(|update| match update {
            enums::Update::MessageId(named) => Some(named.id),
            _ => None,
        })
    };
    let first = id(vera.call(request.clone()).await);
    assert_eq!(id(vera.call(request.clone()).await), first);
    assert_eq!(world.control().conversation(OLEG, VERA).unwrap().len(), 1);
    let other = f::messages::SendMedia { random_id: 6, ..request };
    assert_ne!(id(vera.call(other).await), first);
}

#[tokio::test]
async fn what_is_sent_by_the_control_api_carries_files_too() {
    let world = World::new().await;
    let mut oleg = world.login(OLEG).await;
    let control = world.control();
    let content = bytes(9000);
    let new = sandbox::NewFile {
        kind: sandbox::MediaKind::Voice,
        duration: 2.0,
        ..sandbox::NewFile::default()
    };
    let file = control.add_file(new, &content).unwrap();
    let message = sandbox::NewMessage {
        from: VERA.into(),
        to: OLEG.into(),
        file: Some(file.id),
        ..sandbox::NewMessage::default()
    };
    let sent = control.send(&message).unwrap();
    assert_eq!(sent.file.as_ref().map(|file| file.kind), Some(sandbox::MediaKind::Voice));
    let heard = oleg.hear().await;
    assert_eq!(download(&oleg, &heard.media().unwrap()).await, content);
    let nothing = sandbox::NewMessage { file: Some(1), ..message };
    assert!(control.send(&nothing).is_err());
}
