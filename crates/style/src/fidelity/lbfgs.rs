//! The least value of a smooth convex function, by L-BFGS (Nocedal and Wright, "Numerical
//! Optimization", 2nd ed., algorithms 3.1 and 7.4).

use std::collections::VecDeque;

/// How many steps are remembered.
const MEMORY: usize = 8;
/// A step is taken if it lowers the value by this share of what the slope promises.
const ENOUGH: f64 = 1e-4;
/// How often a step is halved before the point counts as the best that can be told.
const HALVINGS: usize = 30;

/// A step and how the slope changed along it.
struct Step {
    moved: Vec<f64>,
    changed: Vec<f64>,
    /// 1 / (moved · changed)
    rho: f64,
}

/// Moves `point` until no slope is steeper than `tolerance`, or for `rounds` steps. `function`
/// gives the value at a point and writes the slopes there.
pub(super) fn minimise(
    point: &mut Vec<f64>,
    tolerance: f64,
    rounds: usize,
    mut function: impl FnMut(&[f64], &mut [f64]) -> f64,
) {
    let mut slope = vec![0.0; point.len()];
    let mut value = function(point, &mut slope);
    let mut next = point.clone();
    let mut next_slope = slope.clone();
    let mut steps: VecDeque<Step> = VecDeque::with_capacity(MEMORY);
    for _ in 0..rounds {
        if slope.iter().all(|slope| slope.abs() <= tolerance) {
            return;
        }
        let direction = direction(&slope, &steps);
        let descent = dot(&direction, &slope);
        let mut length = if steps.is_empty() { 1.0 / dot(&slope, &slope).sqrt() } else { 1.0 };
        let mut next_value = value;
        let mut lower = false;
        for _ in 0..HALVINGS {
            for ((next, point), direction) in next.iter_mut().zip(&*point).zip(&direction) {
                *next = point + length * direction;
            }
            next_value = function(&next, &mut next_slope);
            lower = next_value <= value + ENOUGH * length * descent;
            if lower {
                break;
            }
            length /= 2.0;
        }
        if !lower {
            return;
        }
        let mut step = if steps.len() == MEMORY { steps.pop_front() } else { None }
            .unwrap_or_else(|| Step { moved: Vec::new(), changed: Vec::new(), rho: 0.0 });
        difference(&next, point, &mut step.moved);
        difference(&next_slope, &slope, &mut step.changed);
        let curvature = dot(&step.moved, &step.changed);
        if curvature > f64::EPSILON * dot(&step.changed, &step.changed) {
            step.rho = 1.0 / curvature;
            steps.push_back(step);
        }
        std::mem::swap(point, &mut next);
        std::mem::swap(&mut slope, &mut next_slope);
        value = next_value;
    }
}

fn difference(to: &[f64], from: &[f64], out: &mut Vec<f64>) {
    out.clear();
    out.extend(to.iter().zip(from).map(|(to, from)| to - from));
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add(to: &mut [f64], times: f64, what: &[f64]) {
    for (to, what) in to.iter_mut().zip(what) {
        *to += times * what;
    }
}

/// Where to go, by the slopes here and the curvature along the remembered steps.
fn direction(slope: &[f64], steps: &VecDeque<Step>) -> Vec<f64> {
    let mut direction: Vec<f64> = slope.iter().map(|slope| -slope).collect();
    let mut alphas = Vec::with_capacity(steps.len());
    for step in steps.iter().rev() {
        let alpha = step.rho * dot(&step.moved, &direction);
        add(&mut direction, -alpha, &step.changed);
        alphas.push(alpha);
    }
    if let Some(step) = steps.back() {
        let scale = 1.0 / (step.rho * dot(&step.changed, &step.changed));
        for direction in &mut direction {
            *direction *= scale;
        }
    }
    for (step, alpha) in steps.iter().zip(alphas.into_iter().rev()) {
        let beta = step.rho * dot(&step.changed, &direction);
        add(&mut direction, alpha - beta, &step.moved);
    }
    direction
}

#[cfg(test)]
mod tests {
    use super::minimise;

    #[test]
    fn the_bottom_of_a_bowl_is_found() {
        let mut point = vec![5.0, -3.0, 0.0];
        minimise(&mut point, 1e-9, 100, |at, slope| {
            let weights = [1.0, 50.0, 0.01];
            let bottom = [1.0, 2.0, -4.0];
            let mut value = 0.0;
            for place in 0..3 {
                let off = at[place] - bottom[place];
                value += 0.5 * weights[place] * off * off;
                slope[place] = weights[place] * off;
            }
            value
        });
        for (found, bottom) in point.iter().zip([1.0, 2.0, -4.0]) {
            assert!((found - bottom).abs() < 1e-5, "{point:?}");
        }
    }
}
