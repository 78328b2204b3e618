//! How long an Opus packet plays, as its first two bytes say (RFC 6716, 3.1 and 3.2).

/// The longest that one packet may play: 120 ms, in samples of 48 kHz.
pub(super) const LONGEST: u64 = 5_760;

/// Samples of 48 kHz in a packet, 0 if it is none.
pub(super) fn samples(packet: &[u8]) -> u64 {
    let Some(&first) = packet.first() else { return 0 };
    let config = first >> 3;
    let frame: u64 = match config {
        // SILK: 10, 20, 40, 60 ms.
        0..=11 => [480, 960, 1920, 2880][usize::from(config & 3)],
        // Both: 10, 20 ms.
        12..=15 => [480, 960][usize::from(config & 1)],
        // CELT: 2.5, 5, 10, 20 ms.
        _ => [120, 240, 480, 960][usize::from(config & 3)],
    };
    let frames = match first & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => packet.get(1).map_or(0, |count| u64::from(count & 63)),
    };
    let samples = frame * frames;
    if samples > LONGEST { 0 } else { samples }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packet_says_how_long_it_plays() {
        assert_eq!(samples(&[]), 0);
        assert_eq!(samples(&[1 << 3]), 960, "SILK of 20 ms");
        assert_eq!(samples(&[3 << 3 | 1]), 5760, "two of SILK of 60 ms");
        assert_eq!(samples(&[13 << 3]), 960, "both, 20 ms");
        assert_eq!(samples(&[16 << 3]), 120, "CELT of 2.5 ms");
        assert_eq!(samples(&[31 << 3 | 3, 6]), 5760, "six of CELT of 20 ms");
        assert_eq!(samples(&[31 << 3 | 3, 7]), 0, "longer than a packet may be");
        assert_eq!(samples(&[31 << 3 | 3]), 0, "it does not say how many");
    }
}
