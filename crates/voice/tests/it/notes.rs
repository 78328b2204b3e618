//! Voice notes against `opusinfo`, `opusdec` and `opusenc` of Debian's opus-tools, and against what no
//! encoder would write.

mod damage;
mod tools;

use std::time::Duration;

use voice::note::{self, Limits, Quality, Rate};

use tools::{Tools, likeness, speechlike};

/// What `opusdec` has for a player's 48 kHz, ours has too.
const LEAST_DECIBELS: f64 = 60.0;

#[test]
fn our_notes_are_what_opus_tools_take_for_whole_and_play_as_we_do() {
    let tools = Tools::find();
    for bitrate in [6_000, 12_000, 16_000, 24_000, 32_000, 64_000, 128_000] {
        for samples in [1, 100, 960, 48_000 - 312, 48_000, 48_123, 3 * 48_000 + 7] {
            let sound = speechlike(samples, 1);
            let file = note::encode(&sound, Quality { bitrate }).unwrap();
            let told = tools.inform(&file);
            assert!(!told.contains("WARNING") && !told.contains("ERROR"), "{told}");
            assert!(told.contains("Channels: 1") && told.contains("48000"), "{told}");
            let theirs = tools.decode(&file, 1);
            let ours = note::decode(&file, Rate::FortyEight, Limits::default()).unwrap();
            assert_eq!((ours.len(), theirs.len()), (samples, samples), "at {bitrate}");
            let likeness = likeness(&theirs, &ours);
            // Of less than a packet there is too little to compare: it is the rounding that differs.
            let alike = likeness >= LEAST_DECIBELS || samples < 960;
            assert!(alike, "{likeness} dB at {bitrate}, {samples} samples");
            assert_eq!(
                note::duration(&file, Limits::default()).unwrap().as_millis(),
                Duration::from_micros(samples as u64 * 1_000 / 48).as_millis()
            );
        }
    }
}

#[test]
fn every_note_that_opusenc_writes_plays_as_opusdec_plays_it() {
    let tools = Tools::find();
    let mut variants = 0;
    for channels in [1, 2] {
        let sound = speechlike(48_000 * 2 + 501, channels);
        for framesize in ["2.5", "5", "10", "20", "40", "60"] {
            for bitrate in ["8", "16", "24", "32", "96"] {
                let options = ["--framesize", framesize, "--bitrate", bitrate];
                compare(&tools, &sound, channels, &options);
                variants += 1;
            }
        }
        for options in [
            &["--hard-cbr", "--bitrate", "24"][..],
            &["--cvbr", "--bitrate", "20"],
            &["--speech", "--bitrate", "16"],
            &["--music", "--bitrate", "48"],
        ] {
            compare(&tools, &sound, channels, options);
            variants += 1;
        }
    }
    assert_eq!(variants, 68);
}

fn compare(tools: &Tools, sound: &[f32], channels: usize, options: &[&str]) {
    let file = tools.encode(sound, channels, options);
    let theirs = tools.decode(&file, channels);
    let theirs: Vec<f32> =
        theirs.chunks(channels).map(|frame| frame.iter().sum::<f32>() / channels as f32).collect();
    let ours = note::decode(&file, Rate::FortyEight, Limits::default()).unwrap();
    assert_eq!(ours.len(), theirs.len(), "{channels} {options:?}");
    let likeness = likeness(&theirs, &ours);
    assert!(likeness >= LEAST_DECIBELS, "{likeness} dB with {channels} channels, {options:?}");

    // What is heard is the same sound with less of it: a third of the samples, as loud.
    let heard = note::decode(&file, Rate::Sixteen, Limits::default()).unwrap();
    assert_eq!(heard.len(), ours.len().div_ceil(3));
    let loud = |sound: &[f32]| {
        (sound.iter().map(|sample| f64::from(sample * sample)).sum::<f64>() / sound.len() as f64)
            .sqrt()
    };
    let ratio = loud(&heard) / loud(&ours);
    assert!((0.8..1.1).contains(&ratio), "{ratio} with {channels} channels, {options:?}");
}

#[test]
fn what_is_too_large_or_too_long_is_refused_before_it_is_decoded() {
    let file = note::encode(&speechlike(48_000 * 3, 1), Quality::default()).unwrap();
    let small = Limits { bytes: file.len() - 1, ..Limits::default() };
    let refused = note::decode(&file, Rate::Sixteen, small).unwrap_err();
    assert!(matches!(refused, note::NoteError::TooLarge { .. }), "{refused}");
    let short = Limits { duration: Duration::from_millis(2_999), ..Limits::default() };
    let refused = note::decode(&file, Rate::Sixteen, short).unwrap_err();
    assert!(matches!(refused, note::NoteError::TooLong { .. }), "{refused}");
    let just = Limits { duration: Duration::from_secs(3), ..Limits::default() };
    note::decode(&file, Rate::Sixteen, just).unwrap();
}

#[test]
fn what_is_no_note_is_refused_with_a_reason() {
    let refused =
        |file: &[u8]| note::decode(file, Rate::Sixteen, Limits::default()).unwrap_err().to_string();
    for none in [&b""[..], b"ID3 and then some"] {
        assert!(refused(none).contains("no page of OGG"));
    }
    assert_eq!(note::encode(&[], Quality::default()), Err(note::NoteError::Empty));
}
