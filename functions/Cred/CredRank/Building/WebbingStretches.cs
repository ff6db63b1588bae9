namespace Grain.Functions.Cred.CredRank.Building;

/// <summary>
/// Solves the epochs in which nothing happens to a participant. On such an idle epoch cred arrives by webbing only:
/// <c>x(k) = forward · x(k-1) + backward · x(k+1)</c>. A stretch of n idle epochs between two active ones, L and R, is
/// therefore linear in x(L) and x(R), with coefficients that depend on n alone. They are tabled here, so that idle epochs
/// need neither memory nor steps of the iteration.
/// </summary>
/// <remarks>
/// All coefficients come from eliminating one idle epoch after the other. Every term is positive and nothing is ever
/// subtracted from a number close to it, so they keep full relative precision even where 1 - forward - backward is tiny.
/// Index n is the length of the stretch; n = 0 means that the two active epochs are neighbours.
/// </remarks>
internal sealed class WebbingStretches
{
    private readonly double forward;
    private readonly double backward;
    private readonly double[] lastFromLeft;
    private readonly double[] lastFromRight;
    private readonly double[] firstFromLeft;
    private readonly double[] firstFromRight;
    private readonly double[] sumFromLeft;
    private readonly double[] sumFromRight;
    private readonly double[] leading;
    private readonly double[] leadingSum;
    private readonly double[] trailing;
    private readonly double[] trailingSum;

    /// <summary>Tables all stretches that fit into <paramref name="epochs"/> epochs.</summary>
    public WebbingStretches(double forward, double backward, int epochs)
    {
        this.forward = forward;
        this.backward = backward;
        Epochs = epochs;
        var size = epochs;
        (lastFromLeft, lastFromRight) = (new double[size], new double[size]);
        (firstFromLeft, firstFromRight) = (new double[size], new double[size]);
        (sumFromLeft, sumFromRight) = (new double[size], new double[size]);
        (leading, leadingSum) = (new double[size], new double[size]);
        (trailing, trailingSum) = (new double[size], new double[size]);
        (lastFromLeft[0], firstFromRight[0]) = (1, 1);
        for (var n = 1; n < size; n++) Extend(n);
    }

    /// <summary>How many epochs there are; a stretch is shorter than that, since an active epoch bounds it.</summary>
    public int Epochs { get; }

    private void Extend(int n)
    {
        var last = 1 / (1 - (this.forward * lastFromRight[n - 1]));
        lastFromLeft[n] = this.forward * lastFromLeft[n - 1] * last;
        lastFromRight[n] = this.backward * last;

        var first = 1 / (1 - (this.backward * firstFromLeft[n - 1]));
        firstFromLeft[n] = this.forward * first;
        firstFromRight[n] = this.backward * firstFromRight[n - 1] * first;

        var reachedByLast = sumFromRight[n - 1] + 1;
        sumFromLeft[n] = sumFromLeft[n - 1] + (reachedByLast * lastFromLeft[n]);
        sumFromRight[n] = reachedByLast * lastFromRight[n];

        // The outermost epochs loop: the very first one keeps its backward share, the very last one its forward share.
        leading[n] = this.backward / (1 - (n == 1 ? this.backward : this.forward * leading[n - 1]));
        leadingSum[n] = (leadingSum[n - 1] + 1) * leading[n];
        trailing[n] = this.forward / (1 - (n == 1 ? this.forward : this.backward * trailing[n - 1]));
        trailingSum[n] = (trailingSum[n - 1] + 1) * trailing[n];
    }

    /// <summary>What reaches the right active epoch from the left one, as a share of its flow.</summary>
    public double LeftToRight(int n) => this.forward * lastFromLeft[n];

    /// <summary>What reaches the left active epoch from the right one.</summary>
    public double RightToLeft(int n) => this.backward * firstFromRight[n];

    /// <summary>What comes back to the left active epoch from the stretch on its right.</summary>
    public double BackToLeft(int n) => this.backward * firstFromLeft[n];

    /// <summary>What comes back to the right active epoch from the stretch on its left.</summary>
    public double BackToRight(int n) => this.forward * lastFromRight[n];

    /// <summary>What comes back to the first active epoch from the n epochs before it.</summary>
    public double BackFromLeading(int n) => n == 0 ? this.backward : this.forward * leading[n];

    /// <summary>What comes back to the last active epoch from the n epochs after it.</summary>
    public double BackFromTrailing(int n) => n == 0 ? this.forward : this.backward * trailing[n];

    /// <summary>The flow of the whole stretch that is due to the active epoch on its left, as a share of that epoch's flow.</summary>
    public double SumFromLeft(int n) => sumFromLeft[n];

    /// <summary>The flow of the whole stretch that is due to the active epoch on its right.</summary>
    public double SumFromRight(int n) => sumFromRight[n];

    /// <summary>The flow of all n epochs before the first active one.</summary>
    public double SumOfLeading(int n) => leadingSum[n];

    /// <summary>The flow of all n epochs after the last active one.</summary>
    public double SumOfTrailing(int n) => trailingSum[n];

    /// <summary>Recovers the flows of all epochs from those of the active ones.</summary>
    /// <param name="all">Takes one flow an epoch.</param>
    /// <param name="epochs">The active epochs, increasing.</param>
    /// <param name="active">Their flows.</param>
    public void FillAll(Span<double> all, ReadOnlySpan<int> epochs, ReadOnlySpan<double> active)
    {
        all.Clear();
        if (epochs.IsEmpty) return;

        FillLeading(all[..epochs[0]], active[0]);
        for (var i = 0; i < epochs.Length; i++)
        {
            all[epochs[i]] = active[i];
            if (i + 1 < epochs.Length) Fill(all[(epochs[i] + 1)..epochs[i + 1]], active[i], active[i + 1]);
        }

        FillTrailing(all[(epochs[^1] + 1)..], active[^1]);
    }

    /// <summary>Recovers the flows of a stretch between two active epochs.</summary>
    public void Fill(Span<double> stretch, double left, double right)
    {
        for (var n = stretch.Length; n > 0; n--)
        {
            right = (lastFromLeft[n] * left) + (lastFromRight[n] * right);
            stretch[n - 1] = right;
        }
    }

    /// <summary>Recovers the flows of the epochs before the first active one.</summary>
    public void FillLeading(Span<double> stretch, double right)
    {
        for (var n = stretch.Length; n > 0; n--) stretch[n - 1] = right *= leading[n];
    }

    /// <summary>Recovers the flows of the epochs after the last active one.</summary>
    public void FillTrailing(Span<double> stretch, double left)
    {
        for (var n = stretch.Length; n > 0; n--) stretch[^n] = left *= trailing[n];
    }
}
