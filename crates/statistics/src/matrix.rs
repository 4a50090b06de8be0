//! Small dense symmetric matrices.

/// Cells up to so many stand in the matrix itself: a mean with one or two moderators is fitted hundreds of times.
const INSIDE: usize = 9;

/// A square matrix; what lies outside reads as NaN.
#[derive(Clone, Debug)]
pub(crate) struct Matrix {
    size: usize,
    inside: [f64; INSIDE],
    /// All cells, where they are too many.
    outside: Vec<f64>,
}

impl Matrix {
    pub(crate) fn from_fn(size: usize, cell: impl Fn(usize, usize) -> f64) -> Self {
        let count = size * size;
        let mut made = Self {
            size,
            inside: [0.0; INSIDE],
            outside: vec![0.0; if count > INSIDE { count } else { 0 }],
        };
        for (n, slot) in made.cells_mut().iter_mut().enumerate() {
            *slot = cell(n / size, n % size);
        }
        made
    }

    fn cells(&self) -> &[f64] {
        match self.outside.as_slice() {
            [] => self.inside.get(..self.size * self.size).unwrap_or_default(),
            outside => outside,
        }
    }

    fn cells_mut(&mut self) -> &mut [f64] {
        match self.outside.as_mut_slice() {
            [] => self.inside.get_mut(..self.size * self.size).unwrap_or_default(),
            outside => outside,
        }
    }

    pub(crate) fn size(&self) -> usize {
        self.size
    }

    pub(crate) fn at(&self, i: usize, j: usize) -> f64 {
        if i < self.size && j < self.size {
            self.cells().get(i * self.size + j).copied().unwrap_or(f64::NAN)
        } else {
            f64::NAN
        }
    }

    fn set(&mut self, i: usize, j: usize, value: f64) {
        let place = i * self.size + j;
        if let Some(cell) = self.cells_mut().get_mut(place) {
            *cell = value;
        }
    }

    pub(crate) fn times(&self, other: &Self) -> Self {
        Self::from_fn(self.size, |i, j| {
            (0..self.size).map(|n| self.at(i, n) * other.at(n, j)).sum()
        })
    }

    pub(crate) fn times_vector(&self, vector: &[f64]) -> Vec<f64> {
        (0..self.size)
            .map(|i| vector.iter().enumerate().map(|(j, x)| self.at(i, j) * x).sum())
            .collect()
    }

    pub(crate) fn transposed(&self) -> Self {
        Self::from_fn(self.size, |i, j| self.at(j, i))
    }

    /// The trace of this times another.
    pub(crate) fn trace_with(&self, other: &Self) -> f64 {
        let pairs = (0..self.size).flat_map(|i| (0..self.size).map(move |j| (i, j)));
        pairs.map(|(i, j)| self.at(i, j) * other.at(j, i)).sum()
    }

    /// The lower triangle L with L L' = this; `None` when not positive definite. A pivot that falls below
    /// `tolerance` of its diagonal counts as zero.
    pub(crate) fn cholesky(&self, tolerance: f64) -> Option<Self> {
        let mut lower = Self::from_fn(self.size, |_, _| 0.0);
        for j in 0..self.size {
            let pivot = self.at(j, j) - (0..j).map(|n| lower.at(j, n).powi(2)).sum::<f64>();
            if pivot.is_nan() || pivot <= self.at(j, j) * tolerance || pivot <= 0.0 {
                return None;
            }
            let root = pivot.sqrt();
            lower.set(j, j, root);
            for i in j + 1..self.size {
                let rest = self.at(i, j) - (0..j).map(|n| lower.at(i, n) * lower.at(j, n)).sum::<f64>();
                lower.set(i, j, rest / root);
            }
        }
        Some(lower)
    }

    /// The inverse and the logarithm of the determinant.
    pub(crate) fn inverse(&self, tolerance: f64) -> Option<(Self, f64)> {
        let lower = self.cholesky(tolerance)?;
        let mut half = Self::from_fn(self.size, |_, _| 0.0);
        for j in 0..self.size {
            for i in j..self.size {
                let known: f64 = (j..i).map(|n| lower.at(i, n) * half.at(n, j)).sum();
                let unit = if i == j { 1.0 } else { 0.0 };
                half.set(i, j, (unit - known) / lower.at(i, i));
            }
        }
        let log_det = (0..self.size).map(|i| 2.0 * lower.at(i, i).ln()).sum();
        Some((half.transposed().times(&half), log_det))
    }

    /// The matrix to the power of -1/2, by Jacobi's rotations; directions of no size stay zero.
    pub(crate) fn inverse_root(&self) -> Option<Self> {
        let (mut a, mut vectors) = (
            self.clone(),
            Self::from_fn(self.size, |i, j| f64::from(u8::from(i == j))),
        );
        let total: f64 = a.cells().iter().map(|x| x * x).sum();
        let mut sweeps = 0;
        while a.off_diagonal() > total * 1e-30 {
            sweeps += 1;
            if sweeps > 100 {
                return None;
            }
            for p in 0..self.size {
                for q in p + 1..self.size {
                    a.rotate(p, q, &mut vectors);
                }
            }
        }
        let largest = (0..self.size).map(|i| a.at(i, i)).fold(0.0, f64::max);
        let powers: Vec<f64> = (0..self.size)
            .map(|i| a.at(i, i))
            .map(|x| if x > largest * 1e-12 { 1.0 / x.sqrt() } else { 0.0 })
            .collect();
        Some(Self::from_fn(self.size, |i, j| {
            powers
                .iter()
                .enumerate()
                .map(|(n, x)| vectors.at(i, n) * x * vectors.at(j, n))
                .sum()
        }))
    }

    fn off_diagonal(&self) -> f64 {
        let pairs = (0..self.size).flat_map(|i| (i + 1..self.size).map(move |j| (i, j)));
        pairs.map(|(i, j)| 2.0 * self.at(i, j).powi(2)).sum()
    }

    fn rotate(&mut self, p: usize, q: usize, vectors: &mut Self) {
        let off = self.at(p, q);
        if off == 0.0 {
            return;
        }
        let theta = (self.at(q, q) - self.at(p, p)) / (2.0 * off);
        let t = theta.signum() / (theta.abs() + theta.hypot(1.0));
        let c = 1.0 / t.hypot(1.0);
        let s = t * c;
        for n in 0..self.size {
            let (x, y) = (self.at(n, p), self.at(n, q));
            self.set(n, p, c * x - s * y);
            self.set(n, q, s * x + c * y);
        }
        for n in 0..self.size {
            let (x, y) = (self.at(p, n), self.at(q, n));
            self.set(p, n, c * x - s * y);
            self.set(q, n, s * x + c * y);
            let (x, y) = (vectors.at(n, p), vectors.at(n, q));
            vectors.set(n, p, c * x - s * y);
            vectors.set(n, q, s * x + c * y);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Matrix;

    #[test]
    fn inverse_and_root_undo_the_matrix() {
        let m = Matrix::from_fn(4, |i, j| {
            if i == j {
                3.0 + i as f64
            } else {
                0.5 + 0.1 * (i + j) as f64
            }
        });
        let (inverse, log_det) = m.inverse(0.0).unwrap();
        let root = m.inverse_root().unwrap();
        let unit = inverse.times(&m);
        let again = root.times(&m).times(&root);
        for i in 0..4 {
            for j in 0..4 {
                let one = f64::from(u8::from(i == j));
                assert!((unit.at(i, j) - one).abs() < 1e-14 && (again.at(i, j) - one).abs() < 1e-13);
            }
        }
        assert!((log_det + inverse.inverse(0.0).unwrap().1).abs() < 1e-13);
        assert!(Matrix::from_fn(2, |_, _| 1.0).inverse(1e-12).is_none());
    }
}
