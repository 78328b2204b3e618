//! A long note as pieces of half a minute at most, cut where it is quietest.

use super::RATE;

/// The longest piece, which is the longest that Whisper hears at once.
pub(super) const LONGEST: usize = 30 * RATE;
/// A piece is cut in its last third only, so that none becomes too short to be understood.
const EARLIEST: usize = 20 * RATE;
/// How long a pause must be to be one: a fifth of a second.
const PAUSE: usize = RATE / 5;

/// The pieces, one after another; together they are the whole.
pub(super) fn cut(mut samples: &[f32]) -> Vec<&[f32]> {
    let mut pieces = Vec::new();
    while samples.len() > LONGEST {
        let (piece, rest) = samples.split_at(quietest(&samples[..LONGEST]));
        pieces.push(piece);
        samples = rest;
    }
    pieces.push(samples);
    pieces
}

/// The middle of the quietest moment of the last third.
fn quietest(samples: &[f32]) -> usize {
    let step = PAUSE / 4;
    let loudness = |start: usize| -> f32 {
        samples[start..start + PAUSE].iter().map(|sample| sample * sample).sum()
    };
    let starts = (EARLIEST..samples.len() - PAUSE).step_by(step);
    // Of several that are as quiet, the last: it leaves fewer pieces.
    let best = starts
        .map(|start| (loudness(start), start))
        .reduce(|best, next| if next.0 <= best.0 { next } else { best });
    best.map_or(samples.len(), |(_, start)| start + PAUSE / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_cut_where_it_is_quietest_and_nothing_is_lost() {
        let mut samples = vec![0.5; 70 * RATE];
        samples[22 * RATE..22 * RATE + PAUSE * 2].fill(0.0);
        samples[10 * RATE..11 * RATE].fill(0.0);
        let pieces = cut(&samples);
        let lengths: Vec<usize> = pieces.iter().map(|piece| piece.len()).collect();
        assert_eq!(lengths.iter().sum::<usize>(), samples.len());
        assert!(lengths.iter().all(|length| *length <= LONGEST), "{lengths:?}");
        assert!((22 * RATE..22 * RATE + PAUSE * 2).contains(&lengths[0]), "{lengths:?}");
        assert_eq!(cut(&samples[..LONGEST]).len(), 1);
        assert_eq!(cut(&[]).len(), 1);
    }
}
