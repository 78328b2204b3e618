//! What is seen of a file, and what can be sent of it again.

use std::time::Duration;

use grammers_client::media::{InputAudio, InputVideo, Media, Photo, Sticker};
use grammers_client::tl::{enums, types};

use super::{bytes, document, download, made, photo, plain, png, raw, upload, upload_media};
use crate::support::{OLEG, Person, VERA, World};

async fn photo_of(person: &Person, media: impl Into<enums::InputMedia>) -> Photo {
    match made(person, media).await {
        Media::Photo(photo) => photo,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_voice_note_keeps_what_was_said_of_it() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let sound = [&b"OggS"[..], &bytes(5000)].concat();
    let uploaded = upload(&vera, &sound, "voice.ogg").await;
    let waveform = vec![0, 1, 0xfe, 0xff];
    let voice = InputAudio::new(uploaded)
        .voice(true)
        .mime_type("audio/ogg")
        .duration(Duration::from_secs(7))
        .waveform(Some(waveform.clone()));
    let first = document(&vera, voice).await;
    assert!(first.raw.voice && !first.raw.video && !first.raw.round);
    assert_eq!((first.mime_type(), first.name()), (Some("audio/ogg"), Some("voice.ogg")));
    let attributes = raw(&first).attributes;
    let said = types::DocumentAttributeAudio {
        voice: true,
        duration: 7,
        title: None,
        performer: None,
        waveform: Some(waveform),
    };
    assert!(attributes.contains(&said.into()), "{attributes:?}");

    // What was received is sent on, also after a restart: the same file.
    let session = vera.leave().await;
    let world = world.restarted().await;
    let vera = Person::connect(session).await;
    let again = document(&vera, first.to_raw_input_media()).await;
    assert_eq!(again.raw, first.raw);
    assert!(download(&vera, &again).await == sound);
    drop(world);
}

#[tokio::test]
async fn a_photo_has_the_size_of_its_picture() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let picture = png(640, 480);
    let uploaded = upload(&vera, &picture, "photo.PNG").await;
    let first = photo_of(&vera, photo(uploaded.raw)).await;
    assert_eq!(first.size(), Some(picture.len()));
    let Some(enums::Photo::Photo(seen)) = first.raw.photo.clone() else { panic!("no photo") };
    let size = types::PhotoSize { r#type: "x".into(), w: 640, h: 480, size: picture.len() as i32 };
    assert_eq!(seen.sizes, [size.into()]);
    let again = photo_of(&vera, first.to_raw_input_media()).await;
    assert_eq!(again.id(), first.id());
    assert_eq!(download(&vera, &again).await, picture);
}

#[tokio::test]
async fn pictures_of_other_makes_are_photos_too() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let gif = [&b"GIF89a"[..], &[44, 1, 200, 0], &[0; 32]].concat();
    let webp = [&b"RIFF\x30\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0"[..], &[43, 1, 0, 199, 0, 0], &[0; 32]];
    let webp = webp.concat();
    let jpeg = [&b"\xff\xd8\xff\xc0\0\x11\x08"[..], &[0, 200, 1, 44], &[3; 32]].concat();
    for (name, picture) in [("a.gif", gif), ("a.webp", webp), ("a.jpg", jpeg)] {
        let uploaded = upload(&vera, &picture, name).await;
        let photo = photo_of(&vera, photo(uploaded.raw)).await;
        let Some(enums::Photo::Photo(seen)) = photo.raw.photo.clone() else { panic!("no photo") };
        let [enums::PhotoSize::Size(size)] = &seen.sizes[..] else { panic!("{:?}", seen.sizes) };
        assert_eq!((size.w, size.h), (300, 200), "{name}");
    }
}

#[tokio::test]
async fn what_is_no_photo_is_refused_as_one() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let huge = [png(10, 10), vec![0; 10 * 1024 * 1024]].concat();
    for (name, picture, expected) in [
        ("a.txt", png(10, 10), "PHOTO_EXT_INVALID"),
        ("a", png(10, 10), "PHOTO_EXT_INVALID"),
        ("a.png", b"no picture".to_vec(), "IMAGE_PROCESS_FAILED"),
        ("a.png", png(10, 10)[..20].to_vec(), "IMAGE_PROCESS_FAILED"),
        ("a.png", png(0, 10), "PHOTO_INVALID_DIMENSIONS"),
        ("a.png", png(10, 201), "PHOTO_INVALID_DIMENSIONS"),
        ("a.png", png(201, 10), "PHOTO_INVALID_DIMENSIONS"),
        ("a.png", png(5000, 5001), "PHOTO_INVALID_DIMENSIONS"),
        ("a.png", png(u32::MAX, u32::MAX), "IMAGE_PROCESS_FAILED"),
        ("a.png", huge, "PHOTO_SAVE_FILE_INVALID"),
    ] {
        let uploaded = upload(&vera, &picture, name).await;
        let refusal = vera.refusal(upload_media(photo(uploaded.raw))).await;
        assert_eq!(refusal, expected, "{name}, {} bytes", picture.len());
    }
    for picture in [png(10, 200), png(5000, 5000)] {
        let uploaded = upload(&vera, &picture, "a.png").await;
        photo_of(&vera, photo(uploaded.raw)).await;
    }
}

#[tokio::test]
async fn a_document_is_what_its_attributes_say() {
    let world = World::new().await;
    let vera = world.login(VERA).await;

    let song = InputAudio::new(upload(&vera, b"ID3", "a.mp3").await)
        .title(Some("Песня"))
        .performer(Some("Хор"))
        .duration(Duration::from_secs(180));
    let song = document(&vera, song).await;
    assert!(!song.raw.voice);
    assert_eq!((song.audio_title(), song.performer()), (Some("Песня"), Some("Хор")));
    // Nothing was said of the type.
    assert_eq!((song.duration(), song.mime_type()), (Some(180.0), Some("audio/mpeg")));

    let video = |uploaded| InputVideo::new(uploaded).mime_type("video/mp4").size(320, 240);
    let film = video(upload(&vera, b"film", "a.mp4").await).duration(Duration::from_secs(9));
    let film = document(&vera, film).await;
    assert!(film.raw.video && !film.raw.round);
    assert_eq!((film.duration(), film.resolution()), (Some(9.0), Some((320, 240))));
    let round = video(upload(&vera, b"round", "a.mp4").await).round_message(true);
    assert!(document(&vera, round).await.raw.round);
    let moving = video(upload(&vera, b"moving", "a.mp4").await).animated(true);
    let moving = document(&vera, moving).await;
    assert!(moving.is_animated() && !moving.raw.video);
    let forced = video(upload(&vera, b"forced", "a.mp4").await).force_file(true);
    let forced = document(&vera, forced).await;
    assert!(!forced.raw.video && forced.duration().is_none());
    assert_eq!(forced.name(), Some("a.mp4"));

    let sticker = types::DocumentAttributeSticker {
        mask: false,
        alt: "🙂".into(),
        stickerset: enums::InputStickerSet::Empty,
        mask_coords: None,
    };
    let sticker = |uploaded: grammers_client::media::Uploaded| types::InputMediaUploadedDocument {
        attributes: vec![sticker.clone().into()],
        ..plain(uploaded.raw)
    };
    let Media::Sticker(seen) = made(&vera, sticker(upload(&vera, &png(512, 300), "s").await)).await
    else {
        panic!("no sticker");
    };
    assert_eq!((Sticker::emoji(&seen), seen.document.resolution()), ("🙂", Some((512, 300))));
    let no_picture = sticker(upload(&vera, b"no picture", "s").await);
    assert_eq!(vera.refusal(upload_media(no_picture)).await, "IMAGE_PROCESS_FAILED");
}

#[tokio::test]
async fn a_length_that_is_no_number_does_not_spoil_the_journal() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let video = types::DocumentAttributeVideo {
        round_message: false,
        supports_streaming: false,
        nosound: false,
        duration: f64::NAN,
        w: 1,
        h: 1,
        preload_prefix_size: None,
        video_start_ts: None,
        video_codec: None,
    };
    let uploaded = upload(&vera, b"film", "a.mp4").await;
    let film =
        types::InputMediaUploadedDocument { attributes: vec![video.into()], ..plain(uploaded.raw) };
    assert_eq!(document(&vera, film).await.duration(), Some(0.0));
    world.restarted().await;
}

#[tokio::test]
async fn what_carries_no_file_is_refused() {
    let world = World::new().await;
    let (vera, oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let own = document(&vera, plain(upload(&vera, b"x", "x").await.raw)).await;
    let right = own.to_raw_input_media();
    let raw = raw(&own);
    let with = |access_hash, file_reference: &[u8]| {
        let (id, file_reference) = (raw.id, file_reference.to_vec());
        let id = types::InputDocument { id, access_hash, file_reference }.into();
        enums::InputMedia::Document(types::InputMediaDocument { id, ..right.clone() })
    };
    let (hash, reference) = (raw.access_hash, &raw.file_reference[..]);
    let dice = types::InputMediaDice { emoticon: "🎲".into() };
    let as_photo = types::InputMediaPhoto {
        spoiler: false,
        live_photo: false,
        id: types::InputPhoto { id: raw.id, access_hash: hash, file_reference: reference.to_vec() }
            .into(),
        ttl_seconds: None,
        video: None,
    };
    for (media, expected) in [
        (enums::InputMedia::Empty, "MEDIA_EMPTY"),
        (dice.into(), "MEDIA_INVALID"),
        (as_photo.into(), "MEDIA_EMPTY"),
        (with(hash + 1, reference), "MEDIA_EMPTY"),
        (with(hash, b""), "FILE_REFERENCE_EMPTY"),
        (with(hash, &reference[1..]), "FILE_REFERENCE_EXPIRED"),
    ] {
        assert_eq!(vera.refusal(upload_media(media)).await, expected);
    }
    // What one account was shown, another was not.
    assert_eq!(oleg.refusal(upload_media(with(hash, reference))).await, "MEDIA_EMPTY");
    assert_eq!(document(&vera, with(hash, reference)).await.id(), own.id());
}

#[tokio::test]
async fn nothing_is_taken_that_is_to_vanish_once_it_is_seen() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let uploaded = upload(&vera, &png(64, 64), "photo.png").await;
    let ttl_seconds = Some(10);
    let fleeting = types::InputMediaUploadedPhoto { ttl_seconds, ..photo(uploaded.raw.clone()) };
    assert_eq!(vera.refusal(upload_media(fleeting)).await, "MEDIA_TTL_INVALID");
    let fleeting = types::InputMediaUploadedDocument { ttl_seconds, ..plain(uploaded.raw.clone()) };
    assert_eq!(vera.refusal(upload_media(fleeting)).await, "MEDIA_TTL_INVALID");
    let kept = photo_of(&vera, photo(uploaded.raw)).await;
    let fleeting = types::InputMediaPhoto { ttl_seconds, ..kept.to_raw_input_media() };
    assert_eq!(vera.refusal(upload_media(fleeting)).await, "MEDIA_TTL_INVALID");
}
