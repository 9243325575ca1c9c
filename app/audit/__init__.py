"""What an auditor works with: the walk, registers, samples, findings, and the proof of them all."""
