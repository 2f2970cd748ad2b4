/* All Nash equilibria of a game of two players, exactly.

   Best-response polytopes P = {x >= 0, B'x <= 1} and Q = {y >= 0, Ay <= 1}, payoffs made positive. A label is an action
   that is not played or is a best reply; a pair of vertices with all labels is an extreme equilibrium. The equilibria are
   the convex hulls of the maximal complete bipartite subgraphs of these pairs (Winkels 1979; Avis et al. 2010). */

const Bimatrix = (() => {
  const { zero, one, add, sub, mul, div, sign, cmp } = Rational;
  const dot = (a, b) => a.reduce((total, value, i) => (sign(value) ? add(total, mul(value, b[i])) : total), zero);

  /* The solution of a square system, null if it is singular. */
  function solve(rows) {
    const system = rows.map((row) => [...row]), size = system.length;
    for (let c = 0; c < size; c++) {
      const pivot = system.findIndex((row, r) => r >= c && sign(row[c]) !== 0);
      if (pivot < 0) return null;
      [system[c], system[pivot]] = [system[pivot], system[c]];
      system[c] = system[c].map((value) => div(value, system[c][c]));
      for (let r = 0; r < size; r++) {
        if (r !== c && sign(system[r][c])) {
          const factor = system[r][c];
          system[r] = system[r].map((value, j) => sub(value, mul(factor, system[c][j])));
        }
      }
    }
    return system.map((row) => row[size]);
  }

  function* choices(count, size, from = 0) {
    if (size === 0) yield [];
    else for (let i = from; i <= count - size; i++) for (const rest of choices(count, size - 1, i + 1)) yield [i, ...rest];
  }

  /* The vertices of {z >= 0, Mz <= 1} but zero, with the constraints that hold with equality: z_i = 0 is constraint i,
     row j of M is constraint size + j. */
  function vertices(matrix, size) {
    const unit = (i) => Array.from({ length: size }, (_, j) => (i === j ? one : zero));
    const constraints = [...Array.from({ length: size }, (_, i) => [...unit(i), zero]), ...matrix.map((row) => [...row, one])];
    const found = new Map();
    for (const tight of choices(constraints.length, size)) {
      const point = solve(tight.map((k) => constraints[k]));
      if (!point || point.every((v) => !sign(v)) || point.some((v) => sign(v) < 0)) continue;
      const slack = matrix.map((row) => cmp(dot(row, point), one));
      if (slack.some((s) => s > 0)) continue;
      const labels = [...point.keys()].filter((i) => !sign(point[i]));
      slack.forEach((s, j) => s === 0 && labels.push(size + j));
      const total = point.reduce(add), strategy = point.map((v) => div(v, total));
      found.set(strategy.map(Rational.text).join(), { strategy, labels: new Set(labels) });
    }
    return [...found.values()];
  }

  function positive(matrix) {
    const least = matrix.flat().reduce((a, b) => (cmp(a, b) <= 0 ? a : b));
    return matrix.map((row) => row.map((value) => add(sub(value, least), one)));
  }

  const transpose = (matrix) => matrix[0].map((_, j) => matrix.map((row) => row[j]));

  /* The dimension of the affine hull of points. */
  function dimension(points) {
    const rows = points.slice(1).map((p) => p.map((v, i) => sub(v, points[0][i])));
    let rank = 0;
    for (let c = 0; rows.length && c < rows[0].length; c++) {
      const pivot = rows.findIndex((row, r) => r >= rank && sign(row[c]));
      if (pivot < 0) continue;
      [rows[rank], rows[pivot]] = [rows[pivot], rows[rank]];
      for (let r = rank + 1; r < rows.length; r++) {
        const factor = div(rows[r][c], rows[rank][c]);
        rows[r] = rows[r].map((value, j) => sub(value, mul(factor, rows[rank][j])));
      }
      rank++;
    }
    return rank;
  }

  /* The maximal complete bipartite subgraphs [left, right] of a graph of neighbour sets. */
  function bicliques(neighbours) {
    const closed = new Map();
    let fresh = neighbours.filter((own) => own.size);
    const key = (own) => [...own].sort((a, b) => a - b).join();
    while (fresh.length) {
      const next = [];
      for (const own of fresh) {
        if (!own.size || closed.has(key(own))) continue;
        closed.set(key(own), own);
        for (const other of neighbours) next.push(new Set([...own].filter((j) => other.has(j))));
      }
      fresh = next;
    }
    return [...closed.values()].map((right) => [
      [...neighbours.keys()].filter((i) => [...right].every((j) => neighbours[i].has(j))), [...right]]);
  }

  function joined(pieces) {
    const groups = [];
    for (const piece of pieces) {
      const meets = (g) => g.some(([l, r]) => l.some((i) => piece[0].includes(i)) && r.some((j) => piece[1].includes(j)));
      const met = groups.filter(meets);
      const rest = groups.filter((g) => !meets(g));
      groups.splice(0, groups.length, ...rest, [piece, ...met.flat()]);
    }
    return groups;
  }

  /* The components of the equilibria of payoff matrices A and B: dimension, extreme points, number of convex pieces. */
  function equilibria(A, B) {
    const rows = A.length, columns = A[0].length;
    const xs = vertices(transpose(positive(B)), rows), ys = vertices(positive(A), columns);
    const matched = (x, y) => {
      const free = (i) => x.labels.has(i) || y.labels.has(columns + i);
      const answered = (j) => y.labels.has(j) || x.labels.has(rows + j);
      return [...Array(rows).keys()].every(free) && [...Array(columns).keys()].every(answered);
    };
    const neighbours = xs.map((x) => new Set([...ys.keys()].filter((j) => matched(x, ys[j]))));
    return joined(bicliques(neighbours)).map((pieces) => {
      const pairs = new Map(pieces.flatMap(([l, r]) => l.flatMap((i) => r.map((j) => [`${i},${j}`, [i, j]]))));
      return {
        dimension: Math.max(...pieces.map(([l, r]) =>
          dimension(l.map((i) => xs[i].strategy)) + dimension(r.map((j) => ys[j].strategy)))),
        pieces: pieces.length,
        points: [...pairs.values()].map(([i, j]) => [xs[i].strategy, ys[j].strategy]),
      };
    });
  }

  return { equilibria };
})();
