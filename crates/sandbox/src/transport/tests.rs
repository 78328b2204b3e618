use proptest::prelude::*;

use super::*;

/// A client's stream over every transport, each carrying the same payloads.
fn streams(payloads: &[Vec<u8>]) -> Vec<(&'static str, Vec<u8>)> {
    let framed = |mut framing: Framing| -> Vec<u8> {
        payloads.iter().flat_map(|payload| framing.encode(payload)).collect()
    };
    let tagged = |tag: &[u8], framing| [tag, &framed(framing)].concat();
    // The header of a client whose random bytes are these; the tag is the
    // intermediate transport's.
    let mut header: [u8; obfuscated::HEADER] = std::array::from_fn(|i| i as u8 + 1);
    header[56..60].copy_from_slice(&[0xee; 4]);
    let mut client = ObfuscatedCipher::new(&header);
    let mut hidden = header;
    client.encrypt(&mut hidden);
    header[56..].copy_from_slice(&hidden[56..]);
    let mut body = framed(Framing::Intermediate);
    client.encrypt(&mut body);
    vec![
        ("abridged", tagged(&[0xef], Framing::Abridged)),
        ("intermediate", tagged(&[0xee; 4], Framing::Intermediate)),
        ("padded", tagged(&[0xdd; 4], Framing::Padded)),
        ("full", framed(Framing::Full(full::Counters::default()))),
        ("obfuscated", [&header[..], &body].concat()),
    ]
}

/// What comes out of a stream that arrives in pieces of `piece` bytes.
fn decode(stream: &[u8], piece: usize) -> Result<Vec<Vec<u8>>, TransportError> {
    let mut decoder = Decoder::default();
    let mut frames = Vec::new();
    for bytes in stream.chunks(piece) {
        decoder.feed(bytes);
        while let Some(frame) = decoder.next_frame()? {
            frames.push(frame.to_vec());
        }
    }
    Ok(frames)
}

/// Payloads as MTProto has them: a key id that is not 0, a message key, whole
/// blocks.
fn payload() -> impl Strategy<Value = Vec<u8>> {
    (0..40usize).prop_flat_map(|blocks| prop::collection::vec(1..=u8::MAX, 24 + blocks * 16))
}

proptest! {
    #[test]
    fn frames_come_out_as_they_went_in_however_they_are_cut(
        payloads in prop::collection::vec(payload(), 1..5),
        piece in 1..200usize,
    ) {
        for (name, stream) in streams(&payloads) {
            prop_assert_eq!(decode(&stream, piece), Ok(payloads.clone()), "{}", name);
        }
    }

    #[test]
    fn no_bytes_make_a_decoder_panic_or_hoard(
        start in prop::sample::select(vec![
            vec![], vec![0xef], vec![0xee; 4], vec![0xdd; 4], vec![12, 0, 0, 0, 0, 0, 0, 0],
        ]),
        noise in prop::collection::vec(any::<u8>(), 0..3000),
        piece in 1..500usize,
    ) {
        let stream = [start, noise].concat();
        if let Ok(frames) = decode(&stream, piece) {
            prop_assert!(frames.iter().map(Vec::len).sum::<usize>() <= stream.len());
        }
    }
}

#[test]
fn a_frame_that_claims_too_much_ends_the_stream_at_once() {
    let length = MAX_FRAME as u32 + 4;
    let intermediate = [&[0xee; 4], &length.to_le_bytes()[..]].concat();
    assert_eq!(decode(&intermediate, 8), Err(TransportError::Length(length as usize)));
    let words = (length / 4).to_le_bytes();
    let abridged = [0xef, 0x7f, words[0], words[1], words[2]];
    assert_eq!(decode(&abridged, 5), Err(TransportError::Length(length as usize)));
    let full = [&length.to_le_bytes()[..], &[0; 4]].concat();
    assert_eq!(decode(&full, 8), Err(TransportError::Length(length as usize)));
}

#[test]
fn a_full_frame_out_of_order_or_changed_ends_the_stream() {
    let mut framing = Framing::Full(full::Counters::default());
    let frames = [framing.encode(&[1; 4]), framing.encode(&[2; 4]), framing.encode(&[3; 4])];
    let skipped = [&frames[0][..], &frames[2]].concat();
    let expected = TransportError::Sequence { expected: 1, got: 2 };
    assert_eq!(decode(&skipped, 5), Err(expected));
    let mut changed = frames[0].clone();
    changed[9] ^= 1;
    assert_eq!(decode(&changed, 5), Err(TransportError::Checksum));
}

#[test]
fn a_quick_acknowledgement_may_be_asked_for() {
    let abridged = [0xef, 0x81, 1, 2, 3, 4];
    assert_eq!(decode(&abridged, 1), Ok(vec![vec![1, 2, 3, 4]]));
    let intermediate = [0xee, 0xee, 0xee, 0xee, 4, 0, 0, 0x80, 1, 2, 3, 4];
    assert_eq!(decode(&intermediate, 1), Ok(vec![vec![1, 2, 3, 4]]));
}
