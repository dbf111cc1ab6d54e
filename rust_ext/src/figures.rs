//! Figures that follow from counts, and the one way in which they are written.

use std::f64::consts::PI;
use std::fmt::Write;

use crate::facts::{Halstead, Raw};

/// What follows from Halstead's four counts.
pub struct Report {
    pub calculated_length: f64,
    pub volume: f64,
    pub difficulty: f64,
    pub effort: f64,
    pub time: f64,
    pub bugs: f64,
}

pub fn report(counts: &Halstead) -> Report {
    let (h1, h2) = (f64::from(counts.h1()), f64::from(counts.h2()));
    let calculated_length = if h1 > 0.0 && h2 > 0.0 { h1 * log2(h1) + h2 * log2(h2) } else { 0.0 };
    let volume = volume(counts);
    let difficulty = if h2 > 0.0 { (h1 * f64::from(counts.n2)) / (2.0 * h2) } else { 0.0 };
    let effort = difficulty * volume;
    Report { calculated_length, volume, difficulty, effort, time: effort / 18.0, bugs: volume / 3000.0 }
}

fn volume(counts: &Halstead) -> f64 {
    let vocabulary = f64::from(counts.h1() + counts.h2());
    if vocabulary > 0.0 { f64::from(counts.n1 + counts.n2) * log2(vocabulary) } else { 0.0 }
}

/// As Python's `math.log(value, 2)` divides; its last digit may differ from that of `log2`.
fn log2(value: f64) -> f64 {
    value.ln() / 2f64.ln()
}

/// The maintainability index: 100 is best, 0 is worst.
pub fn maintainability(halstead: &Halstead, complexity: u32, raw: &Raw) -> f64 {
    let volume = volume(halstead);
    if volume <= 0.0 || raw.lloc == 0 {
        return 100.0;
    }
    let commented = f64::from(raw.comments + raw.multi);
    let percent = if raw.sloc > 0 { commented / f64::from(raw.sloc) * 100.0 } else { 0.0 };
    let comments = (2.46 * (percent * (PI / 180.0))).sqrt().sin();
    let index =
        171.0 - 5.2 * volume.ln() - 0.23 * f64::from(complexity) - 16.2 * f64::from(raw.lloc).ln() + 50.0 * comments;
    (index * 100.0 / 171.0).clamp(0.0, 100.0)
}

/// A finite number as Python's `repr` writes it.
pub fn write_number(out: &mut String, value: f64) {
    if value == 0.0 || (1e-4..1e16).contains(&value.abs()) {
        let _ = write!(out, "{value:?}");
        return;
    }
    let text = format!("{value:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |rest| ('-', rest));
    let _ = write!(out, "{digits}e{sign}{exponent:0>2}");
}

#[cfg(test)]
mod tests {
    use super::write_number;

    #[test]
    fn numbers_are_written_as_python_does() {
        for (value, expected) in [
            (0.0, "0.0"),
            (100.0, "100.0"),
            (0.1 + 0.2, "0.30000000000000004"),
            (0.0001, "0.0001"),
            (0.00001234, "1.234e-05"),
            (1e16, "1e+16"),
            (1.5e300, "1.5e+300"),
            (9007199254740993.0, "9007199254740992.0"),
        ] {
            let mut out = String::new();
            write_number(&mut out, value);
            assert_eq!(out, expected);
        }
    }
}
