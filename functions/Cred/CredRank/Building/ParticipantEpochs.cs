namespace Grain.Functions.Cred.CredRank.Building;

/// <summary>
/// The participant-epochs in which something happens: an edge with a weight touches the participant then, or an
/// attribution from or to them is in force. Only these have a row in the matrix; they are ordered by participant, then epoch.
/// </summary>
internal sealed class ParticipantEpochs
{
    private readonly int[] offsets;
    private readonly int[] epochs;

    /// <param name="offsets">Where each participant's epochs begin in <paramref name="epochs"/>; one entry more than participants.</param>
    /// <param name="epochs">Epoch indexes, increasing within a participant.</param>
    public ParticipantEpochs(int[] offsets, int[] epochs)
    {
        this.offsets = offsets;
        this.epochs = epochs;
    }

    /// <summary>How many participants there are, active or not.</summary>
    public int Participants => this.offsets.Length - 1;

    /// <summary>How many participant-epochs are active.</summary>
    public int Count => this.epochs.Length;

    /// <summary>Index of the participant's first active epoch.</summary>
    public int Begin(int participant) => this.offsets[participant];

    /// <summary>One past the index of the participant's last active epoch.</summary>
    public int End(int participant) => this.offsets[participant + 1];

    /// <summary>The epoch of an active participant-epoch.</summary>
    public int EpochOf(int index) => this.epochs[index];

    /// <summary>The participant's active epochs, increasing.</summary>
    public ReadOnlySpan<int> EpochsOf(int participant) => this.epochs.AsSpan(Begin(participant)..End(participant));

    /// <summary>The index of a participant-epoch, or -1 if it is idle.</summary>
    public int IndexOf(int participant, int epoch)
    {
        var found = EpochsOf(participant).BinarySearch(epoch);
        return found < 0 ? -1 : Begin(participant) + found;
    }
}
