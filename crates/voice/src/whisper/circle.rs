//! What says the same again and again, as Whisper now and then does for ever.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// How long the circle is in which the last tokens go: they are the same four times.
pub(super) fn circle(tokens: &[u32]) -> Option<usize> {
    (1..=tokens.len() / 4).find(|length| {
        let tail = &tokens[tokens.len() - 4 * length..];
        // One sign may well stand four times, as in laughter.
        4 * length >= 8 && tail.chunks_exact(*length).all(|part| part == &tail[..*length])
    })
}

/// The tokens with what goes in a circle said once.
pub(super) fn without_circle(tokens: &[u32]) -> Vec<u32> {
    let mut tokens = tokens.to_vec();
    if let Some(length) = circle(&tokens) {
        while tokens.len() >= 2 * length
            && tokens[tokens.len() - length..] == tokens[tokens.len() - 2 * length..][..length]
        {
            tokens.truncate(tokens.len() - length);
        }
    }
    tokens
}

/// How much shorter a text is once it is packed: of what goes in a circle nearly nothing is left.
pub(super) fn density(text: &str) -> f32 {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
    // Nothing fails that is written to memory.
    let packed = packer.write_all(text.as_bytes()).and_then(|()| packer.finish());
    packed.map_or(1.0, |packed| text.len() as f32 / packed.len().max(1) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_seen_once_it_is_one() {
        assert_eq!(circle(&[1, 2, 3, 4, 5, 6, 7, 8]), None);
        assert_eq!(circle(&[9, 1, 2, 1, 2, 1, 2]), None);
        assert_eq!(circle(&[9, 1, 2, 1, 2, 1, 2, 1, 2]), Some(2));
        assert_eq!(circle(&[5, 5, 5, 5]), None);
        assert_eq!(without_circle(&[9, 1, 2, 1, 2, 1, 2, 1, 2]), [9, 1, 2]);
        assert_eq!(without_circle(&[1, 2, 3]), [1, 2, 3]);
    }

    #[test]
    fn a_text_in_a_circle_is_denser_than_one_that_says_something() {
        assert!(density(&"и так далее, ".repeat(20)) > 5.0);
        assert!(density("Наберите номер абонента и нажмите решётку.") < 1.5);
        assert!(density("") < 1.0);
    }
}
