//! How loud a note is along its length, as Telegram draws it.

use domain::Waveform;

const BARS: usize = 100;

/// The waveform of samples from -1 to 1: 100 equal slices, each with its loudest sample from 0 to 31
/// (5 bits, lowest first), where everything above 1.8 times the average is as tall as it gets. The
/// rule is that of Telegram's own apps, in integers as there (Telegram Desktop,
/// `media/audio/media_audio_capture.cpp`).
pub fn waveform(samples: &[f32]) -> Waveform {
    pack(&bars(&peaks(samples)))
}

/// The loudest sample of each slice, as 16 bits without the sign.
fn peaks(samples: &[f32]) -> [u32; BARS] {
    let mut peaks = [0; BARS];
    let edge = |bar: usize| bar * samples.len() / BARS;
    for (bar, peak) in peaks.iter_mut().enumerate() {
        // A slice of a note of less than a hundred samples has at least the one it begins with.
        let slice = &samples[edge(bar)..edge(bar + 1).max(edge(bar) + 1).min(samples.len())];
        let loudest = slice.iter().fold(0.0_f32, |loudest, sample| loudest.max(sample.abs()));
        // Casting cuts what is too loud, and takes what is no number for 0.
        *peak = u32::from((loudest * 32_767.0) as u16).min(32_767);
    }
    peaks
}

/// The height of each bar, 0 to 31.
fn bars(peaks: &[u32; BARS]) -> [u8; BARS] {
    const QUIETEST_CAP: u32 = 2_500;
    let sum: u32 = peaks.iter().sum();
    // 1.8 times the average, and at least loud enough that a silent note is drawn flat.
    let cap = (sum * 18 / 1_000).max(QUIETEST_CAP);
    peaks.map(|peak| u8::try_from((peak.min(cap) * 31 / cap).min(31)).unwrap_or(31))
}

/// Five bits of each, lowest first; the last four bits of the last byte are not used.
fn pack(bars: &[u8; BARS]) -> Waveform {
    let mut packed = [0; 63];
    for (bar, height) in bars.iter().enumerate() {
        let bit = bar * 5;
        let shifted = u16::from(height & 31) << (bit % 8);
        let [low, high] = shifted.to_le_bytes();
        packed[bit / 8] |= low;
        if let Some(next) = packed.get_mut(bit / 8 + 1) {
            *next |= high;
        }
    }
    packed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unpack(waveform: &Waveform) -> Vec<u8> {
        let bit = |at: usize| waveform[at / 8] >> (at % 8) & 1;
        (0..BARS).map(|bar| (0..5).map(|place| bit(bar * 5 + place) << place).sum()).collect()
    }

    #[test]
    fn five_bits_stand_lowest_first() {
        let mut bars = [0; BARS];
        bars[0] = 1;
        bars[1] = 31;
        bars[2] = 16;
        bars[99] = 31;
        let packed = pack(&bars);
        // 1, then 31 << 5: 0b11100001 and 0b11; then 16 << 10 is bit 14.
        assert_eq!(packed[..3], [0b1110_0001, 0b0100_0011, 0]);
        // Bits 495 to 499: the highest of byte 61 and the lowest four of byte 62.
        assert_eq!(packed[61..], [0b1000_0000, 0b0000_1111]);
        assert_eq!(unpack(&packed), bars);
    }

    #[test]
    fn bars_are_cut_at_less_than_twice_the_average() {
        let mut peaks = [1_000; BARS];
        peaks[7] = 30_000;
        // The sum is 129,000, so the cap would be 2,322: less than the smallest one.
        let drawn = bars(&peaks);
        assert_eq!((drawn[0], drawn[7]), (12, 31));

        let mut loud = [10_000; BARS];
        loud[0] = 5_000;
        loud[1] = 20_000;
        // The sum is 1,005,000, the cap 18,090.
        let drawn = bars(&loud);
        assert_eq!(drawn[..3], [8, 31, 17]);
    }

    #[test]
    fn silence_is_flat_and_any_length_is_drawn() {
        assert_eq!(waveform(&[]), [0; 63]);
        assert_eq!(waveform(&[0.0; 5_000]), [0; 63]);
        assert_eq!(unpack(&waveform(&[1.0])), [17; BARS]);
        // As loud as can be all along: 1/1.8 of the height.
        assert_eq!(unpack(&waveform(&[-1.0; 48_000])), [17; BARS]);
        let odd = [f32::NAN, f32::INFINITY, -4.0, 0.1];
        assert_eq!(unpack(&waveform(&odd))[0], 0);
    }

    #[test]
    fn each_bar_has_its_own_slice() {
        let mut samples = vec![0.0; 1_000];
        samples[995] = -0.5;
        let drawn = unpack(&waveform(&samples));
        assert_eq!(drawn.iter().filter(|height| **height > 0).count(), 1);
        assert_eq!(drawn[99], 31);
    }
}
