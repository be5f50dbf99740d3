"""Judging runs: nDCG@10 (Järvelin & Kekäläinen 2002, gain = judgement) and the paired
bootstrap (Sakai 2006) for the difference of two systems over the same queries."""
import math
import random


def read_run(path):
    ranked = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            query, _, document, _ = line.split(" ", 3)
            ranked.setdefault(query, []).append(document)
    return ranked


def ndcg(ranked, qrels):
    """By query: {id: nDCG@10}; a query without an answer scores 0."""
    scores = {}
    for query, rel in qrels.items():
        gain = sum(rel.get(d, 0) / math.log2(i + 2)
                   for i, d in enumerate(ranked.get(query, [])[:10]))
        ideal = sum(v / math.log2(i + 2)
                    for i, v in enumerate(sorted(rel.values(), reverse=True)[:10]))
        scores[query] = gain / ideal
    return scores


def mean(scores):
    return sum(scores.values()) / max(len(scores), 1)


def interval(ours, theirs, times=1000, seed=1):
    """95 % interval of mean(ours) - mean(theirs), queries drawn with replacement."""
    differences = [ours[q] - theirs[q] for q in theirs]
    draw, count = random.Random(seed), len(differences)
    means = sorted(sum(draw.choices(differences, k=count)) / count for _ in range(times))
    return means[int(0.025 * times)], means[int(0.975 * times) - 1]
