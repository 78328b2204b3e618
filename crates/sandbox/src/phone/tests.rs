//! Recordings become voice notes packet by packet, and whatever else comes is refused.

use proptest::prelude::*;

use super::ogg;
use super::webm::{Sound, WebmError, sound};

/// One and a half seconds of Chromium's MediaRecorder, in clusters of unknown size.
const RECORDING: &[u8] = include_bytes!("../../tests/data/recording.webm");

/// A page of an Ogg file.
struct Page<'a> {
    flags: u8,
    position: u64,
    number: u32,
    pieces: &'a [u8],
    body: &'a [u8],
}

/// Reads an Ogg file as RFC 3533 has it, checksums included.
fn pages(mut file: &[u8]) -> Vec<Page<'_>> {
    let mut pages = Vec::new();
    while !file.is_empty() {
        assert_eq!(&file[..5], b"OggS\0");
        let (head, pieces) = (&file[..27], usize::from(file[26]));
        let pieces = &file[27..27 + pieces];
        let begin = 27 + pieces.len();
        let end = begin + pieces.iter().map(|piece| usize::from(*piece)).sum::<usize>();
        let mut page = file[..end].to_vec();
        page[22..26].fill(0);
        assert_eq!(head[22..26], ogg::checksum(&page).to_le_bytes());
        pages.push(Page {
            flags: head[5],
            position: u64::from_le_bytes(head[6..14].try_into().unwrap()),
            number: u32::from_le_bytes(head[18..22].try_into().unwrap()),
            pieces,
            body: &file[begin..end],
        });
        file = &file[end..];
    }
    pages
}

/// The packets of an Ogg file, put together again.
fn packets(file: &[u8]) -> Vec<Vec<u8>> {
    let (mut packets, mut open) = (Vec::new(), None::<Vec<u8>>);
    for page in pages(file) {
        assert_eq!(page.flags & 1 != 0, open.is_some(), "a page says whether a packet goes on");
        let mut body = page.body;
        for piece in page.pieces {
            let (part, rest) = body.split_at(usize::from(*piece));
            open.get_or_insert_default().extend_from_slice(part);
            body = rest;
            if *piece < 255 {
                packets.extend(open.take());
            }
        }
    }
    assert_eq!(open, None, "the last packet ends");
    packets
}

#[test]
fn a_recording_of_chromium_keeps_its_packets() {
    let sound = sound(RECORDING).unwrap();
    assert_eq!(sound.packets.len(), 25);
    let file = ogg::file(&sound);
    let packets = packets(&file);
    assert_eq!(packets[0], sound.head);
    assert!(packets[1].starts_with(b"OpusTags"));
    assert!(packets[2..].iter().eq(&sound.packets));
    let pages = pages(&file);
    assert_eq!(pages[0].flags, 2, "the first page begins the stream");
    assert_eq!((pages[0].position, pages[1].position), (0, 0));
    assert_eq!(pages[2].position, 17 * 2880, "a page holds a second, and what is left of a packet");
    let last = pages.last().unwrap();
    assert_eq!((last.flags, last.position), (4, 25 * 2880));
    assert!(pages.iter().map(|page| page.number).eq(0..pages.len() as u32));
}

#[test]
fn packets_of_any_length_survive() {
    let lengths = [1, 254, 255, 256, 510, 1275, 65_025, 65_026, 200_000, 3];
    let all: Vec<Vec<u8>> = lengths.iter().map(|length| vec![8; *length]).collect();
    let head = *b"OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0";
    let sound = Sound { head: &head, packets: all.iter().map(Vec::as_slice).collect() };
    assert_eq!(packets(&ogg::file(&sound))[2..], all);
}

#[test]
fn a_packets_first_byte_tells_how_long_it_sounds() {
    for (packet, milliseconds) in [
        (&[0b0000_0000][..], 10), // SILK
        (&[0b0101_1000], 60),
        (&[0b0110_0000], 10), // hybrid
        (&[0b0111_1000], 20),
        (&[0b1000_0001], 5), // CELT, twice 2.5
        (&[0b1111_1011, 3], 60),
        (&[0b1111_1011], 0),
        (&[], 0),
    ] {
        assert_eq!(ogg::samples(packet), milliseconds * 48, "{packet:?}");
    }
}

#[test]
fn the_checksum_is_that_of_ogg() {
    // CRC-32/CKSUM's value for the same bytes, without its inversion at the end.
    assert_eq!(ogg::checksum(b"123456789"), !0x765E_7680);
}

/// An element of WebM with a size of eight bytes.
fn element(id: &[u8], body: &[u8]) -> Vec<u8> {
    let size = (1 << 56 | body.len() as u64).to_be_bytes();
    [id, &size, body].concat()
}

/// A WebM file of one track.
fn webm(codec: &[u8], head: &[u8], blocks: &[Vec<u8>]) -> Vec<u8> {
    let track = [element(&[0xD7], &[1]), element(&[0x86], codec), element(&[0x63, 0xA2], head)];
    let tracks = element(&[0x16, 0x54, 0xAE, 0x6B], &element(&[0xAE], &track.concat()));
    let cluster = element(&[0x1F, 0x43, 0xB6, 0x75], &blocks.concat());
    let segment = element(&[0x18, 0x53, 0x80, 0x67], &[tracks, cluster].concat());
    [element(&[0x1A, 0x45, 0xDF, 0xA3], &[]), segment].concat()
}

const HEAD: &[u8] = b"OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0";

#[test]
fn blocks_are_read_alone_and_in_groups_and_only_those_of_the_track() {
    let simple = element(&[0xA3], &[0x81, 0, 0, 0x80, 8, 1]);
    let other = element(&[0xA3], &[0x82, 0, 0, 0x80, 8, 2]);
    let group = element(&[0xA0], &element(&[0xA1], &[0x81, 0, 60, 0, 8, 3]));
    let file = webm(b"A_OPUS", HEAD, &[simple, other, group]);
    assert_eq!(sound(&file), Ok(Sound { head: HEAD, packets: vec![&[8, 1], &[8, 3]] }));
}

#[test]
fn what_is_no_opus_in_webm_is_refused() {
    let block = || vec![element(&[0xA3], &[0x81, 0, 0, 0x80, 8])];
    let laced = vec![element(&[0xA3], &[0x81, 0, 0, 0x86, 1, 8, 8])];
    let cut = vec![element(&[0xA3], &[0x81, 0])];
    for (file, error) in [
        (Vec::new(), WebmError::NotWebm),
        (b"OggS\0\x02".to_vec(), WebmError::NotWebm),
        (webm(b"A_VORBIS", HEAD, &block()), WebmError::NoOpus),
        (webm(b"A_OPUS", b"OpusHead", &block()), WebmError::NoOpus),
        (webm(b"A_OPUS", HEAD, &[]), WebmError::NoOpus),
        (webm(b"A_OPUS", HEAD, &laced), WebmError::Laced),
        (webm(b"A_OPUS", HEAD, &cut), WebmError::Damaged),
        (RECORDING[..RECORDING.len() - 1].to_vec(), WebmError::Damaged),
    ] {
        assert_eq!(sound(&file), Err(error), "{file:?}");
    }
}

proptest! {
    #[test]
    fn damage_is_no_disaster(at in 0..RECORDING.len(), byte: u8, length in 0..RECORDING.len()) {
        let mut damaged = RECORDING.to_vec();
        damaged[at] = byte;
        for bytes in [&damaged[..], &damaged[..length]] {
            if let Ok(sound) = sound(bytes) {
                prop_assert_eq!(packets(&ogg::file(&sound)).len(), sound.packets.len() + 2);
            }
        }
    }
}

#[test]
fn both_languages_have_the_same_words() {
    let english = words(include_str!("../../assets/phone/words/en.json"));
    let russian = words(include_str!("../../assets/phone/words/ru.json"));
    assert!(english.keys().eq(russian.keys()));
    for (key, text) in &english {
        for (lang, other, forms) in [
            ("en", text, &["one", "other"][..]),
            ("ru", &russian[key], &["few", "many", "one", "other"]),
        ] {
            assert!(!other.to_string().contains("\"\""), "{key} is empty in {lang}");
            if let Some(plural) = other.as_object() {
                assert!(plural.keys().eq(forms), "{key} lacks a plural in {lang}");
            }
            assert_eq!(placeholders(other), placeholders(text), "{key} in {lang}");
        }
    }
}

fn words(json: &str) -> serde_json::Map<String, serde_json::Value> {
    serde_json::from_str(json).unwrap()
}

/// What a text leaves to be filled in.
fn placeholders(text: &serde_json::Value) -> std::collections::BTreeSet<String> {
    let forms = match text {
        serde_json::Value::Object(forms) => {
            forms.values().filter_map(|form| form.as_str()).collect()
        }
        text => vec![text.as_str().unwrap()],
    };
    let named = forms.iter().flat_map(|form| form.split('{').skip(1));
    named.filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
}

#[test]
fn every_word_that_a_script_says_is_there() {
    let english = words(include_str!("../../assets/phone/words/en.json"));
    for (name, script) in [
        ("bubble.js", include_str!("../../assets/phone/bubble.js")),
        ("chat.js", include_str!("../../assets/phone/chat.js")),
        ("composer.js", include_str!("../../assets/phone/composer.js")),
        ("list.js", include_str!("../../assets/phone/list.js")),
        ("main.js", include_str!("../../assets/phone/main.js")),
        ("menu.js", include_str!("../../assets/phone/menu.js")),
        ("people.js", include_str!("../../assets/phone/people.js")),
        ("player.js", include_str!("../../assets/phone/player.js")),
        ("preview.js", include_str!("../../assets/phone/preview.js")),
        ("status.js", include_str!("../../assets/phone/status.js")),
        ("store.js", include_str!("../../assets/phone/store.js")),
        ("words.js", include_str!("../../assets/phone/words.js")),
    ] {
        for key in script.split("say(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(english.contains_key(key), "{name} says {key:?}");
        }
        assert!(!script.contains("innerHTML") && !script.contains("outerHTML"), "{name}");
        assert!(!script.contains("insertAdjacentHTML") && !script.contains("eval("), "{name}");
    }
}
