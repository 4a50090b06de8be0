//! Normal, Student t, chi-square and F: tails and quantiles.
//!
//! Tails come from continued fractions and series for the incomplete gamma and beta functions, with Loader's
//! deviance in front of them, so that they hold their digits far out and for many degrees of freedom. Whatever is
//! out of domain or not a number gives NaN.

use std::cell::Cell;
use std::f64::consts::PI;

const TINY: f64 = 1e-300;
const MOST_TERMS: u32 = 200_000;

/// Probability that a standard normal is not above `x`.
#[must_use]
pub fn normal_cdf(x: f64) -> f64 {
    normal_upper(-x)
}

/// Probability that a standard normal is above `x`.
#[must_use]
pub fn normal_upper(x: f64) -> f64 {
    if x.is_nan() {
        return f64::NAN;
    }
    let (lower, upper) = gamma_tails(0.5, x * x / 2.0);
    if x >= 0.0 { upper / 2.0 } else { 0.5 + lower / 2.0 }
}

/// The value that a standard normal stays below with probability `p`.
///
/// Some are remembered: intervals of a few levels are asked for again and again.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    thread_local! {
        static KNOWN: [Cell<(u64, f64)>; 64] = const { [const { Cell::new((u64::MAX, f64::NAN)) }; 64] };
    }
    let asked = p.to_bits();
    // the upper bits of a product with an odd number spread neighbours over all places (Knuth, volume 3, 6.4)
    let place = asked.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 58;
    KNOWN.with(|known| {
        let slot = known.get(place as usize);
        if let Some((_, found)) = slot.map(Cell::get).filter(|(held, _)| *held == asked) {
            return found;
        }
        let found = symmetric_quantile(p, normal_upper, |x| (-x * x / 2.0).exp() / (2.0 * PI).sqrt());
        if let Some(slot) = slot {
            slot.set((asked, found));
        }
        found
    })
}

/// Probability that Student's t is above `x`; infinite `df` is the normal.
#[must_use]
pub fn t_upper(x: f64, df: f64) -> f64 {
    if x.is_nan() || df.is_nan() || df <= 0.0 {
        return f64::NAN;
    }
    if df.is_infinite() {
        return normal_upper(x);
    }
    let square = x * x;
    let (near, far) = if square.is_infinite() {
        (0.0, 1.0)
    } else {
        (df / (df + square), square / (df + square))
    };
    let (inside, outside) = beta_tails(df / 2.0, 0.5, near, far);
    if x >= 0.0 { inside / 2.0 } else { 0.5 + outside / 2.0 }
}

/// The value that Student's t stays below with probability `p`; infinite `df` is the normal.
#[must_use]
pub fn t_quantile(p: f64, df: f64) -> f64 {
    if df.is_nan() || df <= 0.0 {
        return f64::NAN;
    }
    if df.is_infinite() {
        return normal_quantile(p);
    }
    let half = df / 2.0;
    // Gamma(half + 1/2) / Gamma(half), from the corrections of Stirling's formula
    let ratio = (stirling(half + 0.5) - stirling(half) + half * (0.5 / half).ln_1p() - 0.5).exp() * half.sqrt();
    let front = ratio / (df * PI).sqrt();
    symmetric_quantile(
        p,
        |x| t_upper(x, df),
        |x| front * (-(df + 1.0) / 2.0 * (x * x / df).ln_1p()).exp(),
    )
}

/// Probability that chi-square is above `x`.
#[must_use]
pub fn chi_square_upper(x: f64, df: f64) -> f64 {
    chi_square_tails(x, df).1
}

/// The value that chi-square stays below with probability `p`.
#[must_use]
pub fn chi_square_quantile(p: f64, df: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) || !df.is_finite() || df <= 0.0 {
        return f64::NAN;
    }
    if p == 0.0 {
        return 0.0;
    }
    if p == 1.0 {
        return f64::INFINITY;
    }
    let density = |x: f64| poisson_front(df / 2.0, x / 2.0) * df / 2.0 / x;
    if p > 0.5 {
        positive_root(1.0 - p, df, false, |x| chi_square_upper(x, df), density)
    } else {
        positive_root(p, df, true, |x| chi_square_tails(x, df).0, density)
    }
}

/// Probability that F is above `x`.
#[must_use]
pub fn f_upper(x: f64, df1: f64, df2: f64) -> f64 {
    if x.is_nan() || !df1.is_finite() || !df2.is_finite() || df1 <= 0.0 || df2 <= 0.0 {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 1.0;
    }
    let scaled = df1 * x;
    if scaled.is_infinite() {
        return 0.0;
    }
    let sum = df2 + scaled;
    beta_tails(df2 / 2.0, df1 / 2.0, df2 / sum, scaled / sum).0
}

fn chi_square_tails(x: f64, df: f64) -> (f64, f64) {
    if x.is_nan() || !df.is_finite() || df <= 0.0 {
        return (f64::NAN, f64::NAN);
    }
    gamma_tails(df / 2.0, x / 2.0)
}

/// What Stirling's formula misses: ln Gamma(a + 1) - (a + 1/2) ln a + a - ln(2 pi) / 2.
fn stirling(a: f64) -> f64 {
    let (mut a, mut shifted) = (a, 0.0);
    while a < 16.0 {
        shifted += (a + 0.5) * (1.0 / a).ln_1p() - 1.0;
        a += 1.0;
    }
    let s = 1.0 / (a * a);
    let series = 1.0 / 12.0
        - s * (1.0 / 360.0 - s * (1.0 / 1260.0 - s * (1.0 / 1680.0 - s * (1.0 / 1188.0 - s * 691.0 / 360_360.0))));
    shifted + series / a
}

/// x ln(x / mean) + mean - x, without cancellation near the mean (Loader 2000).
fn deviance(x: f64, mean: f64) -> f64 {
    let gap = x - mean;
    if gap.abs() >= 0.1 * (x + mean) {
        return x * (x / mean).ln() - gap;
    }
    let v = gap / (x + mean);
    let mut sum = gap * v;
    let mut power = 2.0 * x * v;
    let mut odd = 3.0;
    loop {
        power *= v * v;
        let next = sum + power / odd;
        if next == sum || odd > 2000.0 {
            return next;
        }
        sum = next;
        odd += 2.0;
    }
}

/// x^a e^-x / Gamma(a + 1).
fn poisson_front(a: f64, x: f64) -> f64 {
    (-stirling(a) - deviance(a, x)).exp() / (2.0 * PI * a).sqrt()
}

/// The regularised incomplete gamma function and its complement.
fn gamma_tails(a: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x.is_infinite() {
        return (1.0, 0.0);
    }
    let front = poisson_front(a, x);
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0, 1.0, a);
        for _ in 0..MOST_TERMS {
            n += 1.0;
            term *= x / n;
            sum += term;
            if term < sum * f64::EPSILON / 4.0 {
                break;
            }
        }
        let lower = (front * sum).min(1.0);
        (lower, 1.0 - lower)
    } else {
        let upper = (front * a * gamma_fraction(a, x)).min(1.0);
        (1.0 - upper, upper)
    }
}

/// Legendre's continued fraction of the upper incomplete gamma function, by Lentz's method.
fn gamma_fraction(a: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut value = d;
    for i in 1..MOST_TERMS {
        let i = f64::from(i);
        let factor = -i * (i - a);
        b += 2.0;
        d = 1.0 / away_from_zero(factor * d + b);
        c = away_from_zero(b + factor / c);
        let change = d * c;
        value *= change;
        if (change - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    value
}

/// The regularised incomplete beta function at `x` and its complement; `y` is 1 - x, exactly.
fn beta_tails(a: f64, b: f64, x: f64, y: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if y <= 0.0 {
        return (1.0, 0.0);
    }
    let n = a + b;
    let exponent = stirling(n) - stirling(a) - stirling(b) - deviance(a, n * x) - deviance(b, n * y);
    let front = exponent.exp() * (a * b / (2.0 * PI * n)).sqrt();
    if x < (a + 1.0) / (n + 2.0) {
        let lower = (front * beta_fraction(a, b, x) / a).min(1.0);
        (lower, 1.0 - lower)
    } else {
        let upper = (front * beta_fraction(b, a, y) / b).min(1.0);
        (1.0 - upper, upper)
    }
}

/// The continued fraction of the incomplete beta function, by Lentz's method.
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for m in 1..MOST_TERMS {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away_from_zero(1.0 + even * d);
        c = away_from_zero(1.0 + even / c);
        value *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away_from_zero(1.0 + odd * d);
        c = away_from_zero(1.0 + odd / c);
        let change = d * c;
        value *= change;
        if (change - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    value
}

fn away_from_zero(x: f64) -> f64 {
    if x.abs() < TINY { TINY } else { x }
}

fn symmetric_quantile(p: f64, upper: impl Fn(f64) -> f64, density: impl Fn(f64) -> f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let tail = p.min(1.0 - p);
    let size = if tail == 0.0 {
        f64::INFINITY
    } else if p == 0.5 {
        0.0
    } else {
        positive_root(tail, 1.0, false, upper, density)
    };
    if p < 0.5 { -size } else { size }
}

/// The positive `x` where a monotone tail is `p`: Newton on the logarithms of both, kept inside a bracket.
fn positive_root(p: f64, start: f64, rising: bool, tail: impl Fn(f64) -> f64, density: impl Fn(f64) -> f64) -> f64 {
    let below = |x: f64| (tail(x) < p) == rising;
    let (mut low, mut high) = (start, start);
    while !below(low) && low > 0.0 {
        low /= 4.0;
    }
    while below(high) && high.is_finite() {
        high *= 4.0;
    }
    let mut x = (low * high).sqrt();
    for _ in 0..400 {
        let value = tail(x);
        if (value < p) == rising {
            low = x;
        } else {
            high = x;
        }
        let slope = density(x) * x / value;
        let gap = (value / p).ln();
        let next = x * (if rising { -gap } else { gap } / slope).exp();
        let next = if next > low && next < high {
            next
        } else {
            (low * high).sqrt()
        };
        let step = (next / x - 1.0).abs();
        x = next;
        if step < 4e-16 || high / low - 1.0 < 4e-16 {
            break;
        }
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agrees(found: f64, wanted: f64) -> bool {
        found == wanted || (found - wanted).abs() <= 2e-12 * wanted.abs() + 1e-320
    }

    #[test]
    fn tails_and_quantiles_agree_with_r() {
        let table = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/distributions.csv"));
        let (mut compared, mut wrong) = (0, Vec::new());
        for line in table.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let number = |i: usize| cells[i].parse::<f64>().unwrap();
            let (a, b, x) = (number(1), number(2), number(3));
            let found = match cells[0] {
                "normal_cdf" => normal_cdf(x),
                "normal_upper" => normal_upper(x),
                "normal_quantile" => normal_quantile(x),
                "t_upper" => t_upper(x, a),
                "t_quantile" => t_quantile(x, a),
                "chi_square_upper" => chi_square_upper(x, a),
                "chi_square_quantile" => chi_square_quantile(x, a),
                "f_upper" => f_upper(x, a, b),
                other => panic!("{other}"),
            };
            if !agrees(found, number(4)) {
                wrong.push(format!("{line} {found:e} {:e}", found / number(4) - 1.0));
            }
            compared += 1;
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(compared > 250, "{compared}");
    }

    #[test]
    fn quantiles_invert_tails() {
        for df in [0.7, 1.0, 3.0, 17.5, 400.0] {
            for p in [1e-9, 0.01, 0.2, 0.5, 0.77, 0.99] {
                assert!((chi_square_upper(chi_square_quantile(p, df), df) - (1.0 - p)).abs() < 1e-13);
                assert!((t_upper(t_quantile(p, df), df) - (1.0 - p)).abs() < 1e-13);
            }
        }
    }

    #[test]
    fn what_is_out_of_domain_is_not_a_number() {
        let nan = f64::NAN;
        for value in [
            normal_cdf(nan),
            normal_quantile(-0.1),
            normal_quantile(nan),
            t_upper(1.0, 0.0),
            t_upper(nan, 3.0),
            t_quantile(1.5, 3.0),
            t_quantile(0.5, -1.0),
            chi_square_upper(1.0, -2.0),
            chi_square_upper(nan, 2.0),
            chi_square_quantile(0.5, f64::INFINITY),
            f_upper(1.0, 0.0, 1.0),
            f_upper(nan, 1.0, 1.0),
        ] {
            assert!(value.is_nan(), "{value}");
        }
        assert_eq!(chi_square_upper(-1.0, 2.0), 1.0);
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(t_upper(f64::INFINITY, 2.0), 0.0);
        assert_eq!(normal_upper(f64::NEG_INFINITY), 1.0);
    }
}
