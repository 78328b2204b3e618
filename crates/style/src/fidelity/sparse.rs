//! Rows of mostly zeros.

/// The places that are not zero, in order, with what stands there.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Row(pub(super) Vec<(u32, f64)>);

impl Row {
    /// Scales the row to length 1; an empty one stays.
    pub(super) fn normalise(&mut self) {
        let square: f64 = self.0.iter().map(|(_, value)| value * value).sum();
        if square > 0.0 {
            let length = square.sqrt();
            for (_, value) in &mut self.0 {
                *value /= length;
            }
        }
    }
}

/// One row laid out in full, to be multiplied with many others.
#[derive(Debug)]
pub(super) struct Spread {
    values: Vec<f64>,
    row: Row,
}

impl Spread {
    /// Nothing but zeros, for rows of this width.
    pub(super) fn new(width: usize) -> Self {
        Self { values: vec![0.0; width], row: Row::default() }
    }

    /// Lays out another row.
    pub(super) fn set(&mut self, row: Row) {
        for (place, _) in &self.row.0 {
            self.values[*place as usize] = 0.0;
        }
        for (place, value) in &row.0 {
            self.values[*place as usize] = *value;
        }
        self.row = row;
    }

    /// The product with another row.
    pub(super) fn dot(&self, row: &Row) -> f64 {
        row.0.iter().map(|(place, value)| self.values[*place as usize] * value).sum()
    }
}
